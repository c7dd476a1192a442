// Conditions and ranges from bytes: lines "Name: value" of a GET. Checked, besides the sanitizers: what is selected
// lies within the representation, and a range is never empty.
#include <cstdint>
#include <cstdlib>

#include "tenstone/http/representation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tenstone::http;
  if (size < 1) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<std::pair<std::string, std::string>> fields;
  while (!text.empty() && fields.size() < 10) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    fields.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  const Request request(data[0] % 2 == 0 ? Method::Get : Method::Put, "/", std::move(fields));
  const Representation current{.size = data[0] / 2U, .etag = "\"a\"", .modified = tenstone::Time()};
  const Selection selected = select(request, current);
  if (selected.offset + selected.length > current.size) std::abort();
  if (selected.status == 206 && selected.length == 0) std::abort();
  if (selected.status == 200 && selected.length != current.size) std::abort();
  if (!selected.has_body() && selected.length != 0) std::abort();
  (void)answer(selected, current);
  (void)may_write(request, "\"a\"");
  return 0;
}
