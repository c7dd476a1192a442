// json_schema_bench meta|large|lines SECONDS: documents held to JSON Schemas on one thread; how often a second, each
// from the best of its rounds.
//   meta   "check N": the meta-schema of 2020-12 held to itself, both parsed and compiled before
//   large  "check N": 64 KiB of mixed records, parsed before; "parse and check N": from the text
//   lines  "bytes N": NDJSON of such records, from text to report
// Runs at the root of the repository. peers/json_schema_ajv.js does the same.
#include <algorithm>
#include <cstdlib>
#include <fmt/core.h>
#include <string>
#include <string_view>

#include "../rates.hpp"
#include "tenstone/json_schema/lines.hpp"

namespace {

using namespace tenstone::json_schema;
using namespace bench;

constexpr std::string_view kRecordsUri = "https://shop.example.org/records.schema.json";

Document parsed(std::string_view text) {
  Document out;
  require(out.parse(text).has_value(), "a text is no JSON");
  return out;
}

bool fits(const Schema& schema, const Document& document) { return schema.fits(document).value(); }

void meta(double seconds) {
  const std::string text = file("libs/json-schema/schemas/schema.json");
  const Schema schema = Schema::compile(text, kStandardSchema).value();
  const Document document = parsed(text);
  require(!fits(schema, parsed(replaced(text, R"("type": ["object", "boolean"])", R"("type": 1)"))),
          "it takes anything");
  Best best(1'000, [&] { require(fits(schema, document), "the meta-schema does not hold for itself"); });
  until(seconds, [&] { best.take(); });
  fmt::print("check {:.0f}\n", best.rate());
}

void large(double seconds) {
  constexpr std::size_t kBytes = 64 * 1024;
  const Schema schema = Schema::compile(file("bench/json_schema/records.schema.json")).value();
  std::string records = file("bench/json_schema/records.ndjson");
  records.pop_back();
  std::ranges::replace(records, '\n', ',');
  std::string text = R"({"records":[)" + records;
  while (text.size() + records.size() < kBytes) text += ',' + records;
  text += "]}";
  const Document document = parsed(text);
  for (const auto& [part, other] : {std::pair(R"("quantity":1,)", R"("quantity":0,)"), std::pair("@example.org", "@"),
                                    std::pair(R"("kind":"event")", R"("kind":"order")")})
    require(!fits(schema, parsed(replaced(text, part, other))), "a fault is not found");
  Document again;
  Best check(20, [&] { require(fits(schema, document), "the records do not fit"); });
  Best both(20, [&] { require(again.parse(text).has_value() && fits(schema, again), "the records do not fit"); });
  until(seconds, [&] { check.take(), both.take(); });
  fmt::print("check {:.0f}\nparse and check {:.0f}\n", check.rate(), both.rate());
}

void lines(double seconds) {
  constexpr std::size_t kBytes = 16 * 1024 * 1024, kChunk = 64 * 1024;
  const std::string schema_text = file("bench/json_schema/records.schema.json");
  const SchemaSource source{kRecordsUri, schema_text};
  const std::string record = fmt::format(R"({{"$ref":"{}#/$defs/record"}})", kRecordsUri);
  const Schema schema = Schema::compile(record, {.documents = {&source, 1}}).value();
  const std::string records = file("bench/json_schema/records.ndjson");
  std::string text;
  while (text.size() + records.size() < kBytes) text += records;
  const auto report = [&](std::string_view of) {
    LineChecker checker(schema);
    for (std::size_t at = 0; at < of.size(); at += kChunk) checker.feed(of.substr(at, kChunk));
    checker.finish();
    return checker.report();
  };
  require(report(replaced(records, R"("quantity":1,)", R"("quantity":0,)")).invalid == 1, "a fault is not found");
  const auto count = static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  Best best(1, [&] { require(report(text).valid == count, "a line does not fit"); });
  until(seconds, [&] { best.take(); });
  fmt::print("bytes {:.0f}\n", best.rate() * static_cast<double>(text.size()));
}

}  // namespace

int main(int argc, char** argv) {
  require(argc > 2, "json_schema_bench meta|large|lines SECONDS");
  const std::string_view what = argv[1];
  const double seconds = std::strtod(argv[2], nullptr);
  require(what == "meta" || what == "large" || what == "lines", "it is meta, large or lines");
  (what == "meta" ? meta : what == "large" ? large : lines)(seconds);
}
