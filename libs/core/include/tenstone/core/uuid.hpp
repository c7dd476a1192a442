// Ids are UUIDv7 (RFC 9562 §5.7): they sort by time of birth, so an index on them grows at its end.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"

namespace tenstone {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

using UuidText = std::array<char, 36>;  // lower case
UuidText text_of(const Uuid& id);
std::string to_string(const Uuid& id);
std::optional<Uuid> parse_uuid(std::string_view text);  // any version, either case; nothing when it is not one

// Makes ids that are unique and, within one Ids, strictly increasing, also when the clock steps back.
// Safe to call from any thread; a process that forks and goes on makes its own.
class Ids {
 public:
  explicit Ids(const Clock& clock) : clock_(clock) {}
  Uuid next();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::uint64_t last_ = 0;  // milliseconds << 12 | sequence
  // Of the kernel, for many ids in one call: a call for each took 4 % of a GET /health.
  std::array<std::byte, 512> random_;
  std::size_t random_left_ = 0;
};

}  // namespace tenstone

template <>
struct std::hash<tenstone::Uuid> {
  std::size_t operator()(const tenstone::Uuid& id) const noexcept {
    std::uint64_t tail = 0;  // the random end
    for (std::size_t i = 8; i < 16; ++i) tail = tail << 8 | id.bytes[i];
    return tail;
  }
};
