#include "tenstone/json_schema/document.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace tenstone::json_schema {
namespace {

// The document as it is written back; or its fault.
std::string again(std::string_view text, std::size_t deepest = Document::kDeepest) {
  Document document;
  if (const auto parsed = document.parse(text, deepest); !parsed)
    return parsed.error().code + ": " + parsed.error().message;
  std::string out;
  write_json(out, document.root());
  return out;
}

TEST(Document, IsWrittenAsItWasRead) {
  for (const char* text :
       {"null", "true", "false", "0", "-1", "12.5", "\"\"", "[]", "{}", "[1,[2,{}],\"a\"]",
        R"({"a":{"b":[null,true,false]},"c":"dé\n\"\\"})", "18446744073709551616", "1070468.14", "-0.00012", "1e400",
        "0.1234567890123456789012345678901", "-12345678910111213141516171819202122232425262728293031.5"})
    EXPECT_EQ(again(text), text);
}

TEST(Document, EqualNumbersHaveOneForm) {
  for (const auto& [text, one] :
       std::initializer_list<std::pair<const char*, const char*>>{{"1.0", "1"},
                                                                  {"-0.0", "0"},
                                                                  {"0e999999999999", "0"},
                                                                  {"1e2", "100"},
                                                                  {"100e-2", "1"},
                                                                  {"1.5E+1", "15"},
                                                                  {"0.000100", "0.0001"},
                                                                  {"1000000000000000000000000.000", "1e24"},
                                                                  {"0.0000000000000000000000001", "1e-25"},
                                                                  {"123456789012345678900e-1", "12345678901234567890"}})
    EXPECT_EQ(again(text), one) << text;
}

TEST(Document, UnescapesInItsPlace) {
  EXPECT_EQ(
      again(R"(["\u0041\/\b\f\n\r\t\"\\","\u00e9\u20ac\ud83d\ude00","long enough to take eight at a time \u0041b"])"),
      "[\"A/\\b\\f\\n\\r\\t\\\"\\\\\",\"é€😀\",\"long enough to take eight at a time Ab\"]");
  Document document;
  ASSERT_TRUE(document.parse(R"({"a\u0000b": "\u0000"})"));
  EXPECT_EQ(document.root().find(std::string_view("a\0b", 3))->view(), std::string_view("\0", 1));
}

TEST(Document, SaysWhereAndWhatIsWrong) {
  for (const auto& [text, fault] : std::initializer_list<std::pair<std::string_view, const char*>>{
           {"", "invalid_json: Line 1, column 1: expected a value"},
           {"{\"a\": 1,\n \"é\": tru}", "invalid_json: Line 2, column 7: expected a value"},
           {"[1 2]", "invalid_json: Line 1, column 4: expected ',' or ']'"},
           {"[1,]", "invalid_json: Line 1, column 4: expected a value"},
           {"{\"a\" 1}", "invalid_json: Line 1, column 6: expected ':'"},
           {"{\"a\":1,}", "invalid_json: Line 1, column 8: expected a key in quotes"},
           {"{\"a\":1", "invalid_json: Line 1, column 7: expected ',' or '}'"},
           {"[] []", "invalid_json: Line 1, column 4: expected the end of the text"},
           {"\"abc", "invalid_json: Line 1, column 5: expected '\"'"},
           {"\"a\nb\"",
            "invalid_json: Line 1, column 3: expected an escape such as \\n in place of a control character"},
           {"\"\\x\"", "invalid_json: Line 1, column 3: expected one of \" \\ / b f n r t u behind a backslash"},
           {"\"\\ud800\"", "invalid_json: Line 1, column 8: expected both halves of a surrogate pair"},
           {"\"\\u00g0\"", "invalid_json: Line 1, column 6: expected four hexadecimal digits behind \\u"},
           {"01", "invalid_json: Line 1, column 2: expected the end of the text"},
           {"-", "invalid_json: Line 1, column 2: expected a digit"},
           {"1.e1", "invalid_json: Line 1, column 3: expected a digit behind the point"},
           {"1e", "invalid_json: Line 1, column 3: expected a digit of the exponent"},
           {"+1", "invalid_json: Line 1, column 1: expected a value"},
           {"NaN", "invalid_json: Line 1, column 1: expected a value"},
           {"[\"\xff\"]", "invalid_json: Line 1, column 3: the bytes are not UTF-8"},
           {std::string_view("1\0", 2), "invalid_json: Line 1, column 2: expected the end of the text"},
           {"[1e1000000000]", "limit_exponent: Line 1, column 2: The exponent of a JSON number has more than 9 digits"},
           {"{\"a\": {\n\"b\": 1, \"c\": 2, \"b\": 3}}",
            "duplicate_key: Line 2, column 17: A JSON object gives a key more than once"}})
    EXPECT_EQ(again(text), fault) << text;
  EXPECT_EQ(again("[[[]]]", 2), "limit_nesting: Line 1, column 3: The JSON nests deeper than is allowed here");
  EXPECT_EQ(again("[[[]]]", 3), "[[[]]]");
}

TEST(Document, APointerLeadsToAPlace) {
  const std::string_view text = R"({"a/b": [10, {"~": "é", "c": null}], "": 7})";
  Document document;
  ASSERT_TRUE(document.parse(text));
  const auto at = [&](std::string_view pointer) { return text.substr(nearest(document.root(), pointer).offset, 4); };
  EXPECT_EQ(at(""), "{\"a/");
  EXPECT_EQ(at("/a~1b/0"), "10, ");
  EXPECT_EQ(at("/a~1b/1/~0"), "\"é\"");
  EXPECT_EQ(at("/a~1b/1/c"), "null");
  EXPECT_EQ(at("/"), "7}");
  EXPECT_EQ(at("/a~1b/2"), "[10,");  // there is none
  EXPECT_EQ(at("/a~1b/0/x"), "10, ");
  EXPECT_EQ(at("/a"), "{\"a/");
}

// The document and the search for the fault know the same grammar.
TEST(Document, RefusesATextWhereverAFaultIsFoundInIt) {
  constexpr std::string_view kText =
      R"({"a":[1,-2.5e+3,0,{"b":null,"c":true}],"d":"x\n\u00e9\ud83d\ude00é","e":{},"f":[],"g":false})";
  Document document;
  for (std::size_t i = 0; i < kText.size(); ++i)
    for (int byte = 0; byte < 256; ++byte) {
      std::string text(kText);
      text[i] = static_cast<char>(byte);
      const auto read = document.read(text);
      const auto fault = validation::find_json_fault(text);
      if (read && read->code != &kDuplicateKey)
        EXPECT_EQ(read->offset, fault.value().offset) << text;
      else
        EXPECT_FALSE(fault) << text;
    }
}

TEST(Document, FindsARepeatedKeyAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 2000; ++i) text += fmt::format("\"key{}\":{},", i, i);
  EXPECT_EQ(again(text + "\"last\":0}"), text + "\"last\":0}");
  EXPECT_NE(again(text + "\"key77\":0}").find("duplicate_key"), std::string::npos);
}

TEST(Document, KeepsNothingOfTheTextBefore) {
  Document document;
  ASSERT_TRUE(document.parse(R"({"a": [1, 2, 3]})"));
  ASSERT_TRUE(document.parse("7"));
  Document moved = std::move(document);
  EXPECT_EQ(moved.root().coefficient, 7);
  ASSERT_TRUE(moved.parse("\"ab\""));
  const Document again = std::move(moved);
  EXPECT_EQ(again.root().view(), "ab");
}

}  // namespace
}  // namespace tenstone::json_schema
