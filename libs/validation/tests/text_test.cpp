#include <gtest/gtest.h>

#include "notes.hpp"

namespace tenstone::validation {
namespace {
using notes::ListNotes;
using Query = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> problems(const Query& query) {
  const auto value = from_query<ListNotes>(query);
  std::vector<std::string> out;
  if (!value)
    for (const Issue& issue : value.error().issues) out.push_back(issue.in + " " + issue.pointer + " " + issue.code);
  return out;
}
using Problems = std::vector<std::string>;

TEST(Query, ReadsTextLaxly) {
  const auto list = from_query<ListNotes>(Query{{"limit", "1"}, {"tag", "a"}, {"archived", "0"}, {"tag", "b"}});
  ASSERT_TRUE(list);
  EXPECT_EQ(list->limit, 1);
  EXPECT_EQ(list->archived, false);
  EXPECT_EQ(list->tag, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(from_query<ListNotes>(Query{})->limit, 20);
  EXPECT_EQ(from_query<ListNotes>(Query{{"tag", "only"}})->tag, std::vector<std::string>{"only"});
}

TEST(Query, PointsAtEachProblem) {
  EXPECT_EQ(problems({{"limit", "0"}}), Problems{"query /limit range"});
  EXPECT_EQ(problems({{"limit", "1"}, {"limit", "2"}}), Problems{"query /limit duplicate_key"});
  EXPECT_EQ(problems({{"limit", "1"}, {"archived", "yes"}, {"x", ""}}),
            (Problems{"query /archived type", "query /x unknown_key"}));
  for (const char* text : {"", "1.0", " 1", "1 ", "+1", "0x10", "one"})
    EXPECT_EQ(problems({{"limit", text}}), Problems{"query /limit type"}) << text;
  EXPECT_EQ(problems({{"limit", "99999999999999999999"}}), Problems{"query /limit number_range"});
}

TEST(Query, HoldsNoNestedValues) {
  const auto note = from_query<notes::CreateNote>(Query{{"title", "a"}, {"blocks", "{}"}});
  ASSERT_FALSE(note);
  EXPECT_EQ(note.error().issues.at(0).pointer, "/blocks/0");
  EXPECT_FALSE(from_query<Json>(Query{}));
}

TEST(PathText, IsOneValue) {
  EXPECT_EQ(from_text<std::int64_t>("id", "-7"), -7);
  EXPECT_EQ(from_text<double>("id", "2.5e1"), 25);
  EXPECT_FALSE(from_text<double>("id", "nan"));
  EXPECT_FALSE(from_text<double>("id", "1e999"));
  EXPECT_EQ(from_text<notes::Colour>("colour", "red"), notes::Colour::Red);
  const auto id = from_text<Uuid>("id", "x");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().issues.at(0).in, "path");
  EXPECT_EQ(id.error().issues.at(0).pointer, "/id");
  EXPECT_FALSE(from_text<std::vector<int>>("ids", "1"));
}

TEST(Issues, SpanTheWholeRequest) {
  Issues issues("path");
  int id = 0;
  const std::string text = "x";
  EXPECT_FALSE(read(*open_text(text), id, issues));
  issues.within("query");
  ListNotes list;
  EXPECT_FALSE(read(*open_pairs(Query{{"limit", "0"}}), list, issues));
  ASSERT_EQ(issues.count(), 2u);
  EXPECT_EQ(issues.list()[0].in, "path");
  EXPECT_EQ(issues.list()[1].in, "query");
}

}  // namespace
}  // namespace tenstone::validation
