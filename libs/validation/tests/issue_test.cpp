#include <gtest/gtest.h>

#include "notes.hpp"
#include "rule_problems.hpp"

namespace tenstone::validation {
namespace {

std::string change_dashes(std::string text) {
  std::ranges::replace(text, '_', '-');
  return text;
}

struct Slot {
  std::string name;
  std::optional<std::string> code;
  int size = 0;
  std::vector<int> parts;
  friend constexpr auto schema(For<Slot>) {
    return object<Slot>(
        field("name", &Slot::name)
            .trim()
            .lower()
            .transform([](std::string& text) { text = change_dashes(text); })
            .pattern<"[a-z-]+">(),
        field("code", &Slot::code)
            .upper()
            .length(2, 3)
            .check(
                "code_is_taken", [](const auto& one) { return one != "XX"; }, "is taken"),
        field("size", &Slot::size).range(0, 9).check("size_is_odd", [](const int& one) { return one % 2 == 0; }),
        field("parts", &Slot::parts)
            .or_default()
            .each(Number<int>().above(0))
            .check("parts_repeat", [](const auto& all) { return all.size() < 2 || all[0] != all[1]; }));
  }
};
std::vector<std::string> slot_issues(std::string_view text) {
  const auto slot = parse_json<Slot>(text);
  std::vector<std::string> out;
  if (!slot)
    for (const Issue& issue : slot.error().issues)
      out.push_back(issue.pointer + " " + issue.code + " " + issue.message);
  return out;
}
using Lines = std::vector<std::string>;

TEST(FieldRules, TransformsRunInOrderBeforeTheChecks) {
  const auto slot = parse_json<Slot>(R"({"name":" Big_Box ","code":"ab","size":2})");
  ASSERT_TRUE(slot);
  EXPECT_EQ(slot->name, "big-box");
  EXPECT_EQ(slot->code, "AB");
  static_assert(!compiles([] { return text().lower().upper(); }));
  static_assert(!compiles([] { return text().upper().lower(); }));
}

TEST(FieldRules, ACheckOfItsOwnRunsOnlyWhenTheFieldHasPassed) {
  EXPECT_EQ(slot_issues(R"({"name":"a","size":2,"parts":[1,2]})"), Lines{});
  EXPECT_EQ(slot_issues(R"({"name":"a","size":3,"code":"xx","parts":[1,1]})"),
            (Lines{"/size size_is_odd is not acceptable", "/code code_is_taken is taken",
                   "/parts parts_repeat is not acceptable"}));
  EXPECT_EQ(slot_issues(R"({"name":"a","size":11,"parts":[0,0]})"),
            (Lines{"/size range must be in the range 0 to 9", "/parts/0 range must be above 0",
                   "/parts/1 range must be above 0"}));
  static_assert(!compiles([] {
    return field("size", &Slot::size).check("a", [](const int&) { return true; }).check("b", [](const int&) {
      return true;
    });
  }));
}

TEST(IssueParameters, AreTheRulesOwnValues) {
  const auto note = parse_json<notes::CreateNote>(
      R"({"title":"","body":7,"priority":6,"colour":"blue","tags":["1","2","3","4","5","6","7","8","9"],"blocks":[{"kind":"film"}]})");
  ASSERT_FALSE(note);
  std::map<std::string, std::string> params;
  for (const Issue& issue : note.error().issues) params[issue.pointer + " " + issue.code] = issue.params;
  EXPECT_EQ(params,
            (std::map<std::string, std::string>{{"/title length", R"({"minLength":1,"maxLength":200})"},
                                                {"/body type", R"({"type":"string"})"},
                                                {"/priority range", R"({"minimum":1,"maximum":5})"},
                                                {"/colour enum", R"({"enum":["grey","red"]})"},
                                                {"/tags items", R"({"maxItems":8})"},
                                                {"/blocks/0/kind tag", R"({"enum":["paragraph","picture"]})"}}));
  EXPECT_EQ(issue_of<std::string>(text(), '"' + std::string(65'537, 'a') + '"').params, R"({"maxLength":65536})");
  EXPECT_EQ((issue_of<std::map<std::string, int>>(Items<int, kMaxKeys>().items(2, 3), R"({"a":1})").params),
            R"({"minProperties":2,"maxProperties":3})");
  EXPECT_EQ(issue_of<Uuid>({}, R"("x")").params, R"({"format":"uuid"})");
  EXPECT_EQ(issue_of<Time>({}, R"("x")").params, R"({"format":"date-time"})");
}

TEST(IssuePlaces, AreThoseOfValuesKeysAndOfTheObjectThatLacksAMember) {
  const std::string text = R"({
  "priority": 6, "é": 1,
  "priority": "again",
  "blocks": [
    {"kind": "picture", "ur\u006c": "", "width": 1},
    {"kind": "paragraph", "text": "\"]}"}, {"text": "x",
     "kind": "film"}, 7
  ], "tags": [ "a" , "" ], "a/b": {"x": [1, {}]},
  "input": 1
})";
  const auto note = parse_document<notes::CreateNote>(text);
  ASSERT_FALSE(note);
  std::vector<std::string> places;
  for (const Issue& issue : note.error().issues) {
    EXPECT_EQ(issue.in, "document");
    places.push_back(issue.pointer + " " + issue.code + " " + std::to_string(issue.line) + ":" +
                     std::to_string(issue.column));
  }
  std::ranges::sort(places);
  EXPECT_EQ(places, (std::vector<std::string>{
                        "/a~1b unknown_key 8:28", "/blocks/0/url length 5:37", "/blocks/2/kind tag 7:14",
                        "/blocks/3 type 7:23", "/input unknown_key 9:3", "/priority duplicate_key 3:3",
                        "/priority range 2:15", "/tags/1 length 8:22", "/title required 1:1", "/é unknown_key 2:18"}));
  EXPECT_EQ(parse_json<notes::CreateNote>(text).error().issues.front().line, 0u);
  EXPECT_TRUE(parse_document<notes::CreateNote>(R"({"title":"a"})"));
  const auto broken = parse_document<notes::CreateNote>("{\n}}");
  EXPECT_EQ(broken.error().code, "invalid_json");
}

TEST(IssuePlaces, AreFoundInAnyDocumentThatIsRefused) {
  std::string text = "[";
  for (int i = 0; i < 200; ++i) text += "\n" + std::to_string(i) + ",";
  text += "\n\"x\",\n [[]], {\"a\":{}} ]";
  const auto numbers = parse_document<std::vector<int>>(text);
  ASSERT_FALSE(numbers);
  ASSERT_EQ(numbers.error().issues.size(), 3u);
  EXPECT_EQ(numbers.error().issues[0].line, 202u);
  EXPECT_EQ(numbers.error().issues[1].column, 2u);
  EXPECT_EQ(numbers.error().issues[2].column, 8u);
  EXPECT_EQ(parse_document<std::vector<int>>("  {}").error().issues.at(0).column, 3u);
}

}  // namespace
}  // namespace tenstone::validation
