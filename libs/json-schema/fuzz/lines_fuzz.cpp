// Any bytes as NDJSON: cut into chunks of a size that the first byte says, and as a whole. The reports are the same,
// and every line is counted once.
#include <cstdlib>
#include <string_view>

#include "tenstone/json_schema/lines.hpp"

namespace {

using tenstone::json_schema::LineChecker;
using tenstone::json_schema::LineLimits;
using tenstone::json_schema::LinesReport;
using tenstone::json_schema::Schema;

// So small that the fuzzer reaches each of them.
constexpr LineLimits kSmall{.line_bytes = 64, .faults = 8, .fault_bytes = 512, .each = {.steps = 100, .issues = 3}};

LinesReport report_of(const Schema& schema, std::string_view text, std::size_t chunk) {
  LineChecker checker(schema, kSmall);
  for (std::size_t at = 0; at < text.size(); at += chunk) checker.feed(text.substr(at, chunk));
  checker.finish();
  if (checker.bytes() != text.size()) std::abort();
  return checker.report();
}

bool same(const LinesReport& a, const LinesReport& b) {
  if (a.lines != b.lines || a.valid != b.valid || a.invalid != b.invalid || a.unreadable != b.unreadable ||
      a.by_code != b.by_code || a.truncated != b.truncated || a.faults.size() != b.faults.size())
    return false;
  for (std::size_t i = 0; i < a.faults.size(); ++i) {
    const auto &one = a.faults[i], &other = b.faults[i];
    if (one.line != other.line || one.column != other.column || one.pointer != other.pointer ||
        one.code != other.code || one.message != other.message || one.params != other.params)
      return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto schema = Schema::compile(
      R"({"type": ["object", "array"], "properties": {"a": {"type": "integer", "minimum": 0}, "b": {"maxLength": 3}},
      "required": ["a"], "additionalProperties": false, "items": {"anyOf": [{"type": "string"}, {"type": "null"}]},
      "uniqueItems": true})");
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const LinesReport whole = report_of(*schema, text, size), cut = report_of(*schema, text, 1 + data[0] % 32);
  if (!same(whole, cut)) std::abort();
  if (whole.lines != whole.valid + whole.invalid + whole.unreadable) std::abort();
  if (whole.faults.size() > kSmall.faults) std::abort();
  return 0;
}
