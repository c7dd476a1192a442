#include "tenstone/auth/actor.hpp"

#include <algorithm>

namespace tenstone::auth {

std::string printable_user_agent(const std::string& text) {
  constexpr std::size_t kMost = 256;
  std::string out = text.substr(0, kMost);
  std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

}  // namespace tenstone::auth
