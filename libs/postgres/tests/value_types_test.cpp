// Enums with a schema, JSON and exact decimals, as parameters and in rows.
#include <algorithm>
#include <random>

#include "test_database.hpp"

namespace tenstone::postgres {

enum class Mood : std::uint8_t { Calm, Wild, Lost };
constexpr auto schema(validation::For<Mood>) {
  return validation::enumeration<Mood>({{"calm", Mood::Calm}, {"wild", Mood::Wild}});
}

namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using validation::Json;

class ValueTypesTest : public DatabaseTest {
 protected:
  template <class T>
  T get(Query query) {
    return run(one<T>(&database(), std::move(query)));
  }
  template <class T>
  std::string refusal(Query query) {
    return code_of([&] { get<T>(std::move(query)); });
  }

 private:
  template <class T>
  static Task<T> one(Database* from, Query query) {
    const Rows rows = co_await from->read(std::move(query));
    co_return rows.one<T>().value();
  }
};

TEST_F(ValueTypesTest, EnumsAreLabelsOfEnumTypesAndTexts) {
  test_.sql("create type tenstone.mood as enum ('calm', 'wild', 'odd')");
  struct Row {
    Mood label, text;
    std::optional<Mood> none;
    std::vector<Mood> all;
    std::vector<std::optional<Mood>> holes;
  };
  constexpr Statement kEcho{"moods.echo", "select $1::mood, $2::varchar, $3::mood, $4::mood[], $5::mood[]"};
  const std::vector<std::optional<Mood>> holes{Mood::Wild, std::nullopt};
  const auto row =
      get<Row>(Query(kEcho, Mood::Wild, Mood::Calm, std::optional<Mood>(), std::vector{Mood::Wild, Mood::Calm}, holes));
  EXPECT_EQ(row.label, Mood::Wild);
  EXPECT_EQ(row.text, Mood::Calm);
  EXPECT_EQ(row.none, std::nullopt);
  EXPECT_THAT(row.all, ElementsAre(Mood::Wild, Mood::Calm));
  EXPECT_EQ(row.holes, holes);
  EXPECT_EQ(get<std::string>(Query("select pg_typeof($1::mood)::text", Mood::Calm)), "mood");
  EXPECT_TRUE(get<bool>(Query("select 'wild'::mood = any($1)", std::vector{Mood::Calm, Mood::Wild})));
  EXPECT_FALSE(get<bool>(Query("select 'odd'::mood = any($1)", std::vector{Mood::Calm, Mood::Wild})));
  EXPECT_FALSE(get<bool>(Query("select 'odd'::mood = any($1)", std::vector<Mood>())));
}

TEST_F(ValueTypesTest, ALabelThatTheEnumDoesNotNameIsAFault) {
  test_.sql("create type tenstone.mood as enum ('calm', 'odd')");
  constexpr Statement kOdd{"moods.odd", "select 'odd'::mood as state"};
  EXPECT_THAT(refusal<Mood>(Query(kOdd)),
              HasSubstr("moods.odd: column 1 (state) is 'odd', which the enumeration does not name"));
  EXPECT_THAT(refusal<std::vector<Mood>>(Query("select array['calm', 'odd']::mood[] as states")),
              HasSubstr("column 1 (states) is 'odd'"));
  EXPECT_THAT(refusal<Mood>(Query("select 1")), HasSubstr("is int4, which does not fit an enumeration"));
  EXPECT_THROW(Query("select $1::text", Mood::Lost), std::logic_error);
}

TEST_F(ValueTypesTest, JsonIsJsonb) {
  struct Row {
    Json document;
    std::int32_t inside;
    std::optional<Json> none;
    std::vector<Json> all;
    std::string type;
  };
  constexpr Statement kEcho{"json.echo", "select $1, ($1 -> 'a')::int, $2, $3, pg_typeof($1)::text"};
  const auto row =
      get<Row>(Query(kEcho, Json{R"({"a": 7})"}, std::optional<Json>(), std::vector{Json{"[1, 2]"}, Json{R"("x")"}}));
  EXPECT_EQ(row.document.text, R"({"a": 7})");
  EXPECT_EQ(row.inside, 7);
  EXPECT_FALSE(row.none);
  ASSERT_EQ(row.all.size(), 2U);
  EXPECT_EQ(row.all[0].text, "[1, 2]");
  EXPECT_EQ(row.all[1].text, R"("x")");
  EXPECT_EQ(row.type, "jsonb");
  EXPECT_EQ(get<Json>(Query("select '{\"b\":  1}'::json")).text, R"({"b":  1})");
  EXPECT_THAT(refusal<Json>(Query("select 'x'::text as note")),
              HasSubstr("column 1 (note) is text, which does not fit validation::Json"));
}

TEST_F(ValueTypesTest, JsonGoesIntoColumnsOfBothKinds) {
  test_.sql("create table tenstone.documents (a json, b jsonb)");
  const auto body = [](Database* on) -> Task<> {
    const auto done = co_await on->write("insert into documents values ($1, $2)", Json{"[1]"}, Json{"[2]"});
    EXPECT_TRUE(done);
  };
  run(body(&database()));
  EXPECT_EQ(test_.sql("select a::text || b::text from tenstone.documents"), "[1][2]");
}

Decimal random_decimal(std::mt19937_64& random) {
  const int digits = static_cast<int>(random() % (Decimal::kMaxDigits + 1));
  std::int64_t coefficient = 0;
  for (int i = 0; i < digits; ++i)  // a third of them zeros: groups of four that the server leaves out
    coefficient = coefficient * 10 + static_cast<std::int64_t>(random() % 3 == 0 ? 0 : random() % 10);
  return Decimal(random() % 2 == 0 ? coefficient : -coefficient, static_cast<int>(random() % 19));
}

// Ours to text by the server, and the server's reading of our text to ours: neither side can be wrong alone.
TEST_F(ValueTypesTest, DecimalsAreWhatTheServerTakesThemFor) {
  std::mt19937_64 random(20260101);
  std::vector<Decimal> values{
      Decimal(),        Decimal(0, 18),     Decimal(1, 18),      Decimal(-1, 4),
      Decimal(10'000),  Decimal(1000, 3),   Decimal(100'000, 1), Decimal(-120'000'000, 2),
      Decimal(9999, 4), Decimal(10'001, 4), Decimal(1, 5),       Decimal(Decimal::kMaxCoefficient)};
  for (int scale = 0; scale <= Decimal::kMaxDigits; ++scale)
    values.push_back(Decimal(-Decimal::kMaxCoefficient, scale));
  for (int i = 0; i < 5000; ++i) values.push_back(random_decimal(random));
  std::vector<std::string> texts;
  for (const Decimal& value : values) texts.push_back(to_string(value));
  struct Row {
    std::vector<std::string> texts;
    std::vector<Decimal> values;
  };
  constexpr Statement kEcho{"decimals.echo", "select $1::numeric[]::text[], $2::text[]::numeric[]"};
  const auto row = get<Row>(Query(kEcho, values, texts));
  EXPECT_EQ(row.texts, texts);
  ASSERT_EQ(row.values.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(to_string(row.values[i]), texts[i]);
}

TEST_F(ValueTypesTest, DecimalsOfAColumnKeepItsScale) {
  struct Row {
    Decimal price;
    std::optional<Decimal> none;
  };
  const auto row = get<Row>(Query("select $1::numeric(10, 4), $2", Decimal(-125, 1), std::optional<Decimal>()));
  EXPECT_EQ(to_string(row.price), "-12.5000");
  EXPECT_EQ(row.none, std::nullopt);
  EXPECT_EQ(get<Decimal>(Query("select 1e17::numeric")), Decimal(100'000'000'000'000'000));
}

TEST_F(ValueTypesTest, WhatADecimalCannotHoldIsNamed) {
  constexpr Statement kTotal{"orders.total", "select $1::text::numeric as total"};
  const auto refused = [&](const char* text) { return refusal<Decimal>(Query(kTotal, text)); };
  EXPECT_THAT(refused("NaN"), HasSubstr("orders.total: column 1 (total) is NaN, which a Decimal cannot hold"));
  EXPECT_THAT(refused("Infinity"), HasSubstr("is infinite"));
  EXPECT_THAT(refused("-Infinity"), HasSubstr("is infinite"));
  for (const char* text : {"1e18", "1e400", "1234567890123456789", "123456789012345678.0", "0.0000000000000000001",
                           "0.1234567890123456789", "99999999999999999999999999999999999999999999"})
    EXPECT_THAT(refused(text), HasSubstr("has more than the 18 digits that a Decimal holds")) << text;
}

}  // namespace
}  // namespace tenstone::postgres
