#include "tenstone/json_schema/lines.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::json_schema {
namespace {

constexpr auto kPerson = R"({"type": "object", "required": ["name"], "additionalProperties": false,
  "properties": {"name": {"type": "string", "maxLength": 9}, "age": {"type": "integer", "minimum": 0}}})";

// Everything that a report says, as text.
std::string told(const LinesReport& report) {
  std::string out = fmt::format("{} lines: {} valid, {} invalid, {} unreadable{}\n", report.lines, report.valid,
                                report.invalid, report.unreadable, report.truncated ? ", truncated" : "");
  for (const auto& [code, count] : report.by_code) out += fmt::format("{} x {}\n", count, code);
  for (const LineFault& each : report.faults)
    out +=
        fmt::format("{}:{} {} {}: {} {}\n", each.line, each.column, each.pointer, each.code, each.message, each.params);
  return out;
}
LinesReport checked(std::string_view text, const LineLimits& limits = {}, std::size_t chunk = 1 << 20,
                    const char* schema = kPerson) {
  LineChecker checker(*Schema::compile(schema), limits);
  for (std::size_t at = 0; at < text.size(); at += chunk) checker.feed(text.substr(at, chunk));
  checker.finish();
  EXPECT_EQ(checker.bytes(), text.size());
  return checker.report();
}

TEST(LineChecker, SaysWhatIsWrongWithWhichLine) {
  const auto report = checked(
      "{\"name\": \"Mia\", \"age\": 7}\n"
      "{\"name\": \"Olaf\", \"age\": -1, \"é\": 0, \"more\": 1}\n"
      "\n"
      "{\"age\": \"7\"}\r\n"
      "{\"name\": \"Nora\"\r\n"
      " \t\r\n"
      "{\"name\": \"Mia\", \"name\": \"Mia\"}\n"
      "{\"name\": \"Nora\"}");
  EXPECT_EQ(told(report),
            "6 lines: 2 valid, 2 invalid, 2 unreadable\n"
            "1 x duplicate_key\n1 x invalid_json\n1 x range\n1 x required\n1 x type\n2 x unknown_key\n"
            "2:25 /age range: must be at least 0 {\"minimum\":0}\n"
            "2:29 /é unknown_key: is not known here {}\n"
            "2:37 /more unknown_key: is not known here {}\n"
            "4:9 /age type: must be integer {\"type\":\"integer\"}\n"
            "4:1 /name required: is missing {\"missing\":\"name\"}\n"
            "5:16  invalid_json: expected ',' or '}' {}\n"
            "7:17  duplicate_key: A JSON object gives a key more than once {}\n");
}

TEST(LineChecker, SkipsWhatIsEmptyAndAByteOrderMark) {
  EXPECT_EQ(told(checked("")), "0 lines: 0 valid, 0 invalid, 0 unreadable\n");
  EXPECT_EQ(told(checked("\n\r\n \n")), "0 lines: 0 valid, 0 invalid, 0 unreadable\n");
  EXPECT_EQ(told(checked("\xEF\xBB\xBF{\"name\": \"Mia\"}\n")), "1 lines: 1 valid, 0 invalid, 0 unreadable\n");
  EXPECT_EQ(checked("\n\xEF\xBB\xBF{\"name\": \"Mia\"}\n").by_code.at("invalid_json"), 1);
  EXPECT_EQ(checked("{\"name\": \"Mia\"}\r{\"name\": \"Mia\"}\n").by_code.at("invalid_json"), 1);  // CR ends no line
}

TEST(LineChecker, DoesNotKeepALineThatIsTooLong) {
  const std::string fits = "{\"name\": \"Mia\"}", longer = "{\"name\":  \"Mia\"}";
  const LineLimits limits{.line_bytes = fits.size()};
  for (const std::size_t chunk : {1, 7, 1'000}) {
    EXPECT_EQ(told(checked(fits + "\n" + longer + "\n" + fits + "\r\n" + fits, limits, chunk)),
              "4 lines: 2 valid, 0 invalid, 2 unreadable\n2 x limit_line\n"
              "2:1  limit_line: has more than 15 bytes {}\n3:1  limit_line: has more than 15 bytes {}\n");
  }
}

TEST(LineChecker, CountsWhatItDoesNotKeep) {
  const char* items = R"({"items": {"type": "null"}})";
  std::string text;
  for (int i = 0; i < 5; ++i) text += "[1, 2, 3]\nx\n";
  const auto by_number = checked(text, {.faults = 7}, 3, items);
  EXPECT_EQ(by_number.faults.size(), 7);
  EXPECT_TRUE(by_number.truncated);
  EXPECT_EQ(by_number.by_code.at("type"), 15);
  EXPECT_EQ(by_number.by_code.at("invalid_json"), 5);
  EXPECT_EQ(checked(text, {.faults = 20}, 3, items).truncated, false);

  const auto a_line = checked("[1, 2, 3]\n[1]\n", {.each = {.issues = 2}}, 3, items);
  EXPECT_EQ(a_line.faults.size(), 3);  // that a line has more does not silence the next one
  EXPECT_TRUE(a_line.truncated);
  EXPECT_EQ(a_line.by_code.at("type"), 4);

  const std::string key(100, 'k');
  const auto by_bytes = checked("{\"" + key + "\": 1}\nx\n{\"" + key + "\": 1}\nx\n", {.fault_bytes = 250});
  EXPECT_EQ(by_bytes.faults.size(), 3);
  EXPECT_EQ(by_bytes.by_code.at("unknown_key"), 2);
  EXPECT_EQ(by_bytes.by_code.at("invalid_json"), 2);
}

TEST(LineChecker, ALineThatTakesTooManyStepsIsNotRead) {
  EXPECT_EQ(told(checked("[1, 1, 1, 1, 1, 1]\n[]\n", {.each = {.steps = 4}}, 100,
                         R"({"items": true, "type": "array", "uniqueItems": true})")),
            "2 lines: 1 valid, 0 invalid, 1 unreadable\n1 x json_schema_check_too_long\n"
            "1:1  json_schema_check_too_long: Checking this input against its JSON Schema takes too many steps {}\n");
}

rc::Gen<std::string> lines() {
  const auto piece =
      rc::gen::element<std::string>("{\"name\": \"Mia\"}", "{\"name\": 1, \"more\": [2]}", "[1, 2", "é", "\r", "\n",
                                    "\r\n", " ", "\xEF\xBB\xBF", "\xFF", "{\"age\": -1}", "x");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
    std::string all;
    for (const std::string& each : pieces) all += each;
    return all;
  });
}

RC_GTEST_PROP(LineCheckerProperties, ChunksMakeNoDifference, ()) {
  const std::string text = *lines();
  const LineLimits limits{.line_bytes = *rc::gen::inRange<std::size_t>(1, 60), .faults = 4, .each = {.issues = 2}};
  LineChecker checker(*Schema::compile(kPerson), limits);
  for (std::string_view left = text; !left.empty();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, left.size() + 1);
    checker.feed(left.substr(0, size));
    left.remove_prefix(size);
  }
  checker.finish();
  RC_ASSERT(told(checker.report()) == told(checked(text, limits)));
  RC_ASSERT(checker.bytes() == text.size());
}

RC_GTEST_PROP(LineCheckerProperties, CountsEachLineOnce, ()) {
  const std::string text = *lines();
  const auto report = checked(text);
  std::uint64_t lines = 0;
  for (std::string_view left = std::string_view(text).substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
       !left.empty();) {
    const std::string_view line = left.substr(0, left.find('\n'));
    lines += line.find_first_not_of(" \r") != line.npos;
    left.remove_prefix(std::min(left.size(), line.size() + 1));
  }
  RC_ASSERT(report.lines == report.valid + report.invalid + report.unreadable);
  RC_ASSERT(report.lines == lines);
}

}  // namespace
}  // namespace tenstone::json_schema
