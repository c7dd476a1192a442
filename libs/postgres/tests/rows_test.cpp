#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using ::testing::HasSubstr;

// Reads one row of T.
template <class T>
Task<T> fetch(Database* from, Query query) {
  const Rows rows = co_await from->read(std::move(query));
  auto value = rows.one<T>();
  if (!value) throw std::runtime_error("no row");
  co_return std::move(*value);
}

class RowsTest : public DatabaseTest {
 protected:
  template <class T>
  T get(Query query) {
    return run(fetch<T>(&database(), std::move(query)));
  }
  template <class T>
  std::string refusal(Query query) {
    return code_of([&] { get<T>(std::move(query)); });
  }
};

TEST_F(RowsTest, EveryTypeComesBackAsItWent) {
  struct Row {
    bool flag;
    std::int16_t small;
    std::int32_t middle;
    std::int64_t large;
    double real;
    std::string text;
    Bytes bytes;
    Uuid id;
    Time at;
  };
  const Uuid id = *parse_uuid("0190a5a0-0000-7000-8000-0123456789ab");
  const Time at = *parse_rfc3339("1999-11-22T08:15:00.123456Z");
  constexpr Statement kEcho{"echo", "select $1, $2, $3, $4, $5, $6::text, $7, $8, $9"};
  const auto row = get<Row>(Query(kEcho, true, std::int16_t{-2}, std::int32_t{-3}, std::int64_t{-4'000'000'000}, 0.1,
                                  "Grüße", Bytes{std::string("\0\xff", 2)}, id, at));
  EXPECT_TRUE(row.flag);
  EXPECT_EQ(row.small, -2);
  EXPECT_EQ(row.middle, -3);
  EXPECT_EQ(row.large, -4'000'000'000);
  EXPECT_EQ(row.real, 0.1);
  EXPECT_EQ(row.text, "Grüße");
  EXPECT_EQ(row.bytes.value, std::string("\0\xff", 2));
  EXPECT_EQ(row.id, id);
  EXPECT_EQ(row.at, at);
}

TEST_F(RowsTest, TimesAreWhatTheServerTakesThemFor) {
  EXPECT_EQ(get<std::string>(Query("select $1::timestamptz::text", *parse_rfc3339("2026-11-22T08:15:00.5Z"))),
            "2026-11-22 08:15:00.5+00");
  EXPECT_EQ(get<std::string>(Query("select $1::timestamptz::text", Time::min())), "-infinity");
  EXPECT_EQ(get<Time>(Query("select 'infinity'::timestamptz")), Time::max());
}

TEST_F(RowsTest, NullsAreOptional) {
  struct Row {
    std::optional<std::int64_t> number;
    std::optional<Uuid> id;
    std::optional<std::vector<std::string>> tags;
  };
  constexpr Statement kEcho{"echo", "select $1, $2, $3"};
  const auto row = get<Row>(
      Query(kEcho, std::optional<std::int64_t>(), std::optional<Uuid>(), std::optional<std::vector<std::string>>()));
  EXPECT_EQ(row.number, std::nullopt);
  EXPECT_EQ(row.id, std::nullopt);
  EXPECT_EQ(row.tags, std::nullopt);
  EXPECT_THAT(refusal<std::int64_t>(Query("select null::bigint as total")), HasSubstr("column 1 (total) is NULL"));
}

TEST_F(RowsTest, ArraysComeBackAsTheyWent) {
  struct Row {
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
    std::vector<std::optional<std::int32_t>> holes;
    std::vector<bool> flags;
    std::vector<Uuid> none;
  };
  constexpr Statement kEcho{"echo", "select $1, $2, $3, $4, $5"};
  const std::vector<std::optional<std::int32_t>> holes{1, std::nullopt, 3};
  const auto row = get<Row>(Query(kEcho, std::vector<std::int64_t>{1, -2}, std::vector<std::string_view>{"a,b", ""},
                                  holes, std::vector<bool>{true, false}, std::vector<Uuid>()));
  EXPECT_EQ(row.numbers, (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(row.texts, (std::vector<std::string>{"a,b", ""}));
  EXPECT_EQ(row.holes, holes);
  EXPECT_EQ(row.flags, (std::vector<bool>{true, false}));
  EXPECT_TRUE(row.none.empty());
  EXPECT_THAT(refusal<std::vector<std::int32_t>>(Query("select array[1, null]")), HasSubstr("is NULL"));
  EXPECT_THAT(refusal<std::vector<std::int32_t>>(Query("select array[[1], [2]]")),
              HasSubstr("not a value of its type"));
}

TEST_F(RowsTest, TextIsWhatThePlaceAsksFor) {
  test_.sql("create type tenstone.mood as enum ('calm', 'wild')");
  struct Row {
    std::string mood, document, name;
  };
  const auto row = get<Row>(Query("select $1::mood, $2::jsonb, current_schema()", "wild", R"({"a": 1})"));
  EXPECT_EQ(row.mood, "wild");
  EXPECT_EQ(row.document, R"({"a": 1})");
  EXPECT_EQ(row.name, "tenstone");
}

TEST_F(RowsTest, IntegersWidenAndNeverNarrow) {
  EXPECT_EQ(get<std::int64_t>(Query("select -7::int2")), -7);
  EXPECT_EQ(get<std::int64_t>(Query("select -7::int4")), -7);
  EXPECT_EQ(get<std::int32_t>(Query("select -7::int2")), -7);
  EXPECT_EQ(get<double>(Query("select 0.5::float4")), 0.5);
  EXPECT_THAT(refusal<std::int32_t>(Query("select 7::int8 as n")),
              HasSubstr("column 1 (n) is int8, which does not fit std::int32_t"));
}

TEST_F(RowsTest, AStructThatDoesNotFitIsNamed) {
  struct Two {
    std::int64_t id;
    std::string name;
  };
  constexpr Statement kOne{"users.find", "select 1::bigint as id"};
  constexpr Statement kSwapped{"users.find", "select 'x'::text as name, 1::bigint as id"};
  EXPECT_THAT(refusal<Two>(Query(kOne)), HasSubstr("users.find: 1 columns were selected, the struct has 2 members"));
  EXPECT_THAT(refusal<Two>(Query(kSwapped)),
              HasSubstr("users.find: column 1 (name) is text, which does not fit std::int64_t"));
  EXPECT_THAT(refusal<std::int64_t>(Query("select 1.5")),
              HasSubstr("is numeric, which does not fit std::int64_t: read it as a Decimal"));
}

TEST_F(RowsTest, TextThatCannotBeStoredIsTheCallersFault) {
  EXPECT_THAT(code_of([] { Query("select $1::text", std::string("a\0b", 3)); }), HasSubstr("unstorable_text"));
  EXPECT_THAT(refusal<std::string>(Query("select $1::text", "\xff\xfe")), HasSubstr("unstorable_text"));
}

}  // namespace
}  // namespace tenstone::postgres
