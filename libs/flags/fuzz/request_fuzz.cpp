// Any bytes as the body of an OFREP request. What is a context by itself is the same one as the member of a request.
#include <cstdlib>
#include <string>
#include <string_view>

#include "tenstone/flags/context.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tenstone::flags;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)Context::parse_request(text);
  const auto alone = Context::parse(text);
  if (!alone) return 0;
  const auto member = Context::parse_request(R"({"x": [1], "context": )" + std::string(text) + "}");
  if (!member || member->fingerprint() != alone->fingerprint()) std::abort();
  return 0;
}
