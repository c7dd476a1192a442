// Any bytes, read through a schema that uses every kind of value. What is accepted must come back from its own JSON.
#include <cstdlib>
#include <string_view>

#include "../tests/notes.hpp"

namespace {

template <class T>
void check(std::string_view text) {
  using namespace tenstone::validation;
  const auto value = parse_json<T>(text);
  if (!value) return;
  const std::string json = to_json(*value);
  const auto again = parse_json<T>(json);
  if (!again || to_json(*again) != json) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check<notes::Everything>(text);
  check<notes::CreateNote>(text);
  check<std::vector<notes::Block>>(text);
  check<tenstone::validation::Json>(text);
  return 0;
}
