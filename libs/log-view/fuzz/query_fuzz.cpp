// Any text as a query. What is accepted must come back from its canonical form, and an entry that it matches must hold
// its literal.
#include <cstdlib>

#include "tenstone/log_view/layout.hpp"
#include "tenstone/log_view/query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tenstone::log_view;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view query_text = text.substr(0, text.find('\0'));
  const tenstone::Time now(std::chrono::seconds(1'800'000'000));
  const auto query = Query::parse(query_text, now);
  if (!query) return 0;
  const auto again = Query::parse(query->to_string(), now);
  if (query->to_string().size() <= Query::kMostBytes && (!again || again->to_string() != query->to_string()))
    std::abort();
  const std::string_view line = text.substr(std::min(query_text.size() + 1, text.size()));
  Entry entry;
  if (!plain_layout().parse(line, entry)) return 0;
  entry.raw = line;
  if (query->matches(entry) && !line.contains(query->literal())) std::abort();
  return 0;
}
