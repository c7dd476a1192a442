// Strangers write addresses. What is taken has one normal form: parsing either form again gives the same.
#include <cstdlib>

#include "tenstone/auth/email.hpp"
#include "utf8.hpp"

using namespace tenstone::auth;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto once = parse_email({reinterpret_cast<const char*>(data), size});
  if (!once) return 0;
  const auto again = parse_email(once->normal), shown = parse_email(once->display);
  if (!again || again->normal != once->normal || again->display != once->normal) std::abort();
  if (!shown || shown->normal != once->normal || shown->display != once->display) std::abort();
  for (const std::string& text : {once->normal, once->display})
    if (text.size() > 254 || text.find_first_of("\r\n\t <>\",;:\\") != text.npos || !code_points(text)) std::abort();
  return 0;
}
