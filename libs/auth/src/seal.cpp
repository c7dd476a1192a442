#include "seal.hpp"

#include "tenstone/core/encoding.hpp"

namespace tenstone::auth {
namespace {

constexpr std::size_t kMarkBytes = 16, kMarkLetters = 22;
constexpr std::string_view kVersion("tenstone seal 1\0", 16);

}  // namespace

std::string Seal::mark(std::string_view place, std::string_view text) const {
  return to_base64url(sum_({kVersion, place, std::string_view("\0", 1), text}).substr(0, kMarkBytes));
}

std::string Seal::close(std::string_view place, std::string text) const {
  const std::string end = mark(place, text);
  return (std::move(text) += ' ') += end;
}

std::optional<std::string_view> Seal::open(std::string_view place, std::string_view sealed) const {
  if (sealed.size() < 1 + kMarkLetters) return std::nullopt;
  const std::string_view text = sealed.substr(0, sealed.size() - 1 - kMarkLetters);
  if (sealed[text.size()] != ' ') return std::nullopt;
  if (!equal_in_constant_time(sealed.substr(text.size() + 1), mark(place, text))) return std::nullopt;
  return text;
}

}  // namespace tenstone::auth
