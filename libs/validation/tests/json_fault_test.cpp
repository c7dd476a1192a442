#include "tenstone/validation/json_fault.hpp"

#include <gtest/gtest.h>
#include <map>

#include "tenstone/validation/validation.hpp"

namespace tenstone::validation {
namespace {

std::string refusal(std::string_view text) {
  const auto read = parse_json<Json>(text);
  return read ? "" : read.error().message;
}

TEST(JsonFault, IsToldWithLineAndColumn) {
  for (const auto& [text, message] : std::initializer_list<std::pair<std::string_view, const char*>>{
           {"", "Line 1, column 1: expected a value"},
           {"{\"a\": 1,\n \"é\": tru}", "Line 2, column 7: expected a value"},
           {"{\"a\":1,\r\n\"b\":[1,\n  2 3]}", "Line 3, column 5: expected ',' or ']'"},
           {"[[1,2],{\"a\":{}}", "Line 1, column 16: expected ',' or ']'"},
           {"{\"a\":[]]", "Line 1, column 8: expected ',' or '}'"},
           {"{,}", "Line 1, column 2: expected a key in quotes"},
           {"{\"a\":1}\n{}", "Line 2, column 1: expected the end of the text"},
           {"[\"a\tb\"]", "Line 1, column 4: expected an escape such as \\n in place of a control character"},
           {"[\"\\ud83d\\u0041\"]", "Line 1, column 15: expected both halves of a surrogate pair"},
           {"[\"\\u12\"]", "Line 1, column 7: expected four hexadecimal digits behind \\u"},
           {"[\"\\", "Line 1, column 4: expected one of \" \\ / b f n r t u behind a backslash"},
           {"[-]", "Line 1, column 3: expected a digit"},
           {"[1.]", "Line 1, column 4: expected a digit behind the point"},
           {"[1E+]", "Line 1, column 5: expected a digit of the exponent"},
           {"[01]", "Line 1, column 3: expected ',' or ']'"},
           {"[\"é\xc3\"]", "Line 1, column 4: the bytes are not UTF-8"},
           {"\xef\xbb\xbf[]", "Line 1, column 1: expected a value"}})
    EXPECT_EQ(refusal(text), message) << text;
  const auto read = parse_json<Json>("[1,\n,]");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "invalid_json");
  EXPECT_EQ(read.error().members, (std::vector<std::pair<std::string, std::string>>{{"line", "2"}, {"column", "1"}}));
}

TEST(JsonFault, IsFoundHoweverDeep) {
  const std::string open(1'000'000, '[');
  EXPECT_EQ(find_json_fault(open)->offset, open.size());
  EXPECT_FALSE(find_json_fault(open + std::string(open.size(), ']')));
}

// The reader and the search for the fault know the same grammar: each text with one byte less, or another one.
TEST(JsonFault, IsThereWhereverTheReaderRefuses) {
  constexpr std::string_view kText =
      R"({"a":[1,-2.5e+3,0,{"b":null,"c":true}],"d":"x\n\u00e9\ud83d\ude00é","e":{},"f":[],"g":false})";
  std::map<bool, int> seen;
  const auto agree = [&](const std::string& text) {
    const auto read = parse_json<Json>(text);
    const bool refused = !read && read.error().code == "invalid_json";
    ++seen[refused];
    EXPECT_EQ(refused, find_json_fault(text).has_value()) << text;
    if (refused) EXPECT_TRUE(read.error().message.starts_with("Line ")) << text;
  };
  for (std::size_t i = 1; i < kText.size(); ++i) {
    agree(std::string(kText).erase(i, 1));
    agree(std::string(kText.substr(0, i)));
    for (int byte = 0; byte < 256; ++byte) {
      std::string other(kText);
      other[i] = static_cast<char>(byte);
      agree(other);
    }
  }
  EXPECT_GT(seen[true], 1000);
  EXPECT_GT(seen[false], 1000);
}

struct Counts {
  std::int64_t signed_one = 0;
  std::uint64_t unsigned_one = 0;
  double real = 0;
  friend constexpr auto schema(For<Counts>) {
    return object<Counts>(field("signed", &Counts::signed_one).or_default(),
                          field("unsigned", &Counts::unsigned_one).or_default(),
                          field("real", &Counts::real).or_default());
  }
};

TEST(JsonNumbers, AreReadExactlyOrRefusedByName) {
  const auto signed_one = [](const std::string& number) {
    const auto read = parse_json<Counts>("{\"signed\":" + number + "}");
    return read ? std::to_string(read->signed_one) : read.error().issues.at(0).code;
  };
  const auto unsigned_one = [](const std::string& number) {
    const auto read = parse_json<Counts>("{\"unsigned\":" + number + "}");
    return read ? std::to_string(read->unsigned_one) : read.error().issues.at(0).code;
  };
  EXPECT_EQ(signed_one("9007199254740993"), "9007199254740993");
  EXPECT_EQ(signed_one("9007199254740993.0"), "9007199254740993");
  EXPECT_EQ(signed_one("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(signed_one("-922337203685477580.8e1"), "-9223372036854775808");
  EXPECT_EQ(signed_one("9223372036854775808"), "number_range");
  EXPECT_EQ(signed_one("1e18"), "1000000000000000000");
  EXPECT_EQ(signed_one("1e19"), "number_range");
  EXPECT_EQ(signed_one("1e999999999999"), "number_range");
  EXPECT_EQ(signed_one("-12.50e2"), "-1250");
  EXPECT_EQ(signed_one("0e-999999999999"), "0");
  EXPECT_EQ(signed_one("1.00000000000000000001"), "type");
  EXPECT_EQ(signed_one("9007199254740991.3"), "type");
  EXPECT_EQ(signed_one("1e-300"), "type");
  EXPECT_EQ(unsigned_one("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(unsigned_one("1844674407370955161.5e1"), "18446744073709551615");
  EXPECT_EQ(unsigned_one("18446744073709551616"), "number_range");
  EXPECT_EQ(unsigned_one("-0.0"), "0");
  EXPECT_EQ(unsigned_one("-1"), "number_range");
  const auto real = parse_json<Counts>(R"({"real":1e999,"signed":1})");
  ASSERT_FALSE(real);
  EXPECT_EQ(real.error().issues.at(0).code, "number_range");
  EXPECT_EQ(real.error().issues.size(), 1U);
}

TEST(JsonNumbers, OfFreeJsonKeepEveryDigitAsFarAsTheDatabaseDoes) {
  for (const char* number : {"18446744073709551616", "1070468.14", "0.1000000000000000000000000000000001", "1e399",
                             "-1E-399", "1e309", "-0.0"}) {
    EXPECT_EQ(parse_json<Json>(std::string("[") + number + " ]")->text, std::string("[") + number + "]");
    EXPECT_EQ(
        (parse_json<std::map<std::string, Json>>(std::string("{\"a\": ") + number + " , \"b\":[]}")->at("a").text),
        number);
  }
  for (const char* number : {"1e400", "1e-400", "1e99999999999999999999", "-1e-99999999999999999999"}) {
    const auto read = parse_json<Json>(std::string("[1,") + number + "]");
    ASSERT_FALSE(read) << number;
    EXPECT_EQ(read.error().code, "limit_number") << number;
  }
  EXPECT_TRUE(parse_json<Json>("[" + std::string(400, '9') + "]"));
  EXPECT_FALSE(parse_json<Json>("[" + std::string(401, '9') + "]"));
}

}  // namespace
}  // namespace tenstone::validation
