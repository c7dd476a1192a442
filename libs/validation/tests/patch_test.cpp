#include "tenstone/validation/patch.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/validation/validation.hpp"

namespace tenstone::validation {
namespace {

struct Size {
  Patch<int> width, height;
  friend bool operator==(const Size&, const Size&) = default;
};
constexpr auto schema(For<Size>) {
  return object<Size>(field("width", &Size::width).range(1, 4096).not_null(), field("height", &Size::height));
}
struct Change {
  Patch<std::string> title, body;
  Patch<std::vector<int>> marks;
  Patch<Size> size;
};
constexpr auto schema(For<Change>) {
  return object<Change>(field("title", &Change::title).not_null().trim().length(1, 10), field("body", &Change::body),
                        field("marks", &Change::marks).max_items(3), field("size", &Change::size));
}

std::string problem(std::string_view text) {
  const auto change = parse_json<Change>(text);
  return change ? "" : change.error().issues.at(0).pointer + " " + change.error().issues.at(0).code;
}

TEST(Patch, TellsAbsentNullAndAValueApart) {
  const auto change = parse_json<Change>(R"({"title":" Stones ","body":null,"size":{"height":null}})");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->title, Patch<std::string>("Stones"));
  EXPECT_TRUE(change->body.null());
  EXPECT_FALSE(change->body.absent());
  EXPECT_TRUE(change->marks.absent());
  EXPECT_FALSE(change->marks.null());
  ASSERT_TRUE(change->size);
  EXPECT_TRUE(change->size->width.absent());
  EXPECT_TRUE(change->size->height.null());
}

TEST(Patch, HasTheRulesOfItsValueAndNotNull) {
  EXPECT_EQ(problem("{}"), "");
  EXPECT_EQ(problem(R"({"title":null})"), "/title not_null");
  EXPECT_EQ(problem(R"({"title":"  "})"), "/title length");
  EXPECT_EQ(problem(R"({"title":7})"), "/title type");
  EXPECT_EQ(problem(R"({"title":"a","title":"b"})"), "/title duplicate_key");
  EXPECT_EQ(problem(R"({"marks":[1,2,3,4]})"), "/marks items");
  EXPECT_EQ(problem(R"({"size":{"width":null}})"), "/size/width not_null");
  EXPECT_EQ(problem(R"({"size":{"width":0}})"), "/size/width range");
}

TEST(Patch, AppliesToWhatIsThere) {
  std::string title = "before";
  std::optional<std::string> body = "before";
  Patch<std::string>().apply_to(title);
  Patch<std::string>().apply_to(body);
  EXPECT_EQ(title, "before");
  EXPECT_EQ(body, "before");
  Patch<std::string>("after").apply_to(title);
  Patch<std::string>("after").apply_to(body);
  EXPECT_EQ(title, "after");
  EXPECT_EQ(body, "after");
  Patch<std::string>(std::nullopt).apply_to(body);
  EXPECT_EQ(body, std::nullopt);
  EXPECT_THROW(Patch<std::string>(std::nullopt).apply_to(title), std::logic_error);
}

TEST(Patch, WritesNoAbsentMember) {
  EXPECT_EQ(to_json(Change()), "{}");
  EXPECT_EQ(to_json(Change{.title = {}, .body = std::nullopt, .marks = {}, .size = Size{.width = 3, .height = {}}}),
            R"({"body":null,"size":{"width":3}})");
}

template <class E>
Patch<E> any_patch(rc::Gen<E> values) {
  switch (*rc::gen::inRange(0, 3)) {
    case 0: return {};
    case 1: return std::nullopt;
    default: return *values;
  }
}

RC_GTEST_PROP(Patch, GivesBackWhatWentIn, ()) {
  Change change;
  if (*rc::gen::arbitrary<bool>()) change.title = std::string("t");
  change.body = any_patch(rc::gen::string<std::string>());
  if (change.body && change.body->find('\0') != std::string::npos) change.body = std::nullopt;
  change.marks = any_patch(rc::gen::map(rc::gen::arbitrary<int>(), [](int mark) { return std::vector{mark}; }));
  if (*rc::gen::arbitrary<bool>()) change.size = Size{.width = {}, .height = any_patch(rc::gen::arbitrary<int>())};
  const std::string json = to_json(change);
  const auto back = parse_json<Change>(json);
  RC_ASSERT(back.has_value());
  RC_ASSERT(to_json(*back) == json);
  RC_ASSERT(back->marks == change.marks && back->size == change.size && back->body.null() == change.body.null());
}

TEST(Cap, LowersWhatIsLarger) {
  const auto read = [](const std::string& text, std::uint8_t& out) {
    Issues issues("query");
    Codec<std::uint8_t>::read(*open_text(text), out, Number<std::uint8_t>().range(1, 100).cap(100), At(), issues);
    return issues.count();
  };
  std::uint8_t value = 0;
  for (const auto& [text, expected] : {std::pair("1", 1), {"100", 100}, {"101", 100}, {"3000000000", 100}}) {
    EXPECT_EQ(read(text, value), 0U) << text;
    EXPECT_EQ(value, expected) << text;
  }
  for (const char* text : {"0", "-1", "x", ""}) EXPECT_EQ(read(text, value), 1U) << text;
}

}  // namespace
}  // namespace tenstone::validation
