#include "tenstone/core/uuid.hpp"

#include <algorithm>

#include "tenstone/core/random.hpp"

namespace tenstone {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool dash_before(std::size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

}  // namespace

UuidText text_of(const Uuid& id) {
  UuidText text;
  char* to = text.data();
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (dash_before(i)) *to++ = '-';
    *to++ = kDigits[id.bytes[i] >> 4];
    *to++ = kDigits[id.bytes[i] & 15];
  }
  return text;
}

std::string to_string(const Uuid& id) {
  const UuidText text = text_of(id);
  return {text.data(), text.size()};
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (dash_before(i)) {
      if (text.front() != '-') return std::nullopt;
      text.remove_prefix(1);
    }
    const int high = nibble(text[0]), low = nibble(text[1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    text.remove_prefix(2);
  }
  return id;
}

Uuid Ids::next() {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch()).count();
  Uuid id;
  const auto tail = std::as_writable_bytes(std::span(id.bytes)).subspan(8);
  std::uint64_t stamp;
  {
    const std::lock_guard guard(mutex_);
    if (random_left_ == 0) {
      random_bytes(random_);
      random_left_ = random_.size();
    }
    random_left_ -= tail.size();
    std::copy_n(random_.data() + random_left_, tail.size(), tail.data());
    last_ = stamp =
        std::max(last_ + 1, static_cast<std::uint64_t>(now) << 12);  // a full sequence borrows from the next ms
  }
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(stamp >> (52 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (stamp >> 8 & 0x0f));  // version 7
  id.bytes[7] = static_cast<std::uint8_t>(stamp);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));  // variant
  return id;
}

}  // namespace tenstone
