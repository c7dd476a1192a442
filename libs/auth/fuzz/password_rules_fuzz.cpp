// Any bytes may be a password, any text the context: the rules stay inside of their fixed places.
#include <cstdlib>

#include "tenstone/auth/password_rules.hpp"

using namespace tenstone::auth;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t first = text.find('\n'), second = first == text.npos ? first : text.find('\n', first + 1);
  const std::string_view password = text.substr(0, first);
  const std::string_view service = first == text.npos ? std::string_view() : text.substr(first + 1, second - first - 1);
  const std::string_view email = second == text.npos ? std::string_view() : text.substr(second + 1);
  const bool alone = bool(check_password(password, {}));
  const bool here = bool(check_password(password, {.service = service, .email = email}));
  if (here && !alone) std::abort();  // a context only refuses more
  return 0;
}
