// A type's own description holds documents to the same rules as its reader: what validation exports, this library
// reads, strictly. README.md of libs/validation names where they differ on purpose.
#include "tenstone/validation/describe.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <iterator>
#include <rapidcheck/gtest.h>
#include <sstream>

#include "../../validation/tests/notes.hpp"
#include "../../validation/tests/shapes.hpp"
#include "spoil.hpp"
#include "tenstone/json_schema/schema.hpp"

namespace tenstone::json_schema {
namespace {
using validation::json_schema, validation::parse_json;

struct Kinds {  // of number, text and list, with their rules
  std::int8_t tiny = 0;
  std::int64_t large = 0;
  std::uint64_t natural = 0;
  std::uint8_t capped = 0;
  float half = 0;
  double real = 0;
  std::string text, code, day;
  int fives = 0;
  double open = 0.5;
  std::map<std::string, int> counts;
  Decimal price;
  Secret<std::string> secret;
  std::optional<notes::Colour> colour;
  validation::Patch<std::string> patch, kept;
};
constexpr auto schema(validation::For<Kinds>) {
  using validation::field;
  return validation::object<Kinds>(
      field("tiny", &Kinds::tiny), field("large", &Kinds::large), field("natural", &Kinds::natural),
      field("capped", &Kinds::capped).range(1, 100).cap(100), field("half", &Kinds::half),
      field("real", &Kinds::real).range(-1.5, 1000), field("text", &Kinds::text).length(1, 3),
      field("code", &Kinds::code).pattern<"[A-C]{2}|é+">(), field("day", &Kinds::day).or_default().date(),
      field("fives", &Kinds::fives).multiple_of(5), field("open", &Kinds::open).above(0).below(2),
      field("counts", &Kinds::counts).items(1, 3), field("price", &Kinds::price).fraction_digits(2),
      field("secret", &Kinds::secret).length(1, 5), field("colour", &Kinds::colour), field("patch", &Kinds::patch),
      field("kept", &Kinds::kept).not_null());
}

// Whatever may stand in the place of something else; none holds a space.
const std::vector<std::string> kValues = [] {
  std::istringstream words(R"(null true false 0 1 2 2.0 3 -7 10 0.5 1.5 -1.5 5 1e3 100 101 127 128 -128 -129 255 256
      2147483647 2147483648 -2147483649 9223372036854775807 9223372036854775808 -9223372036854775809
      18446744073709551615 18446744073709551616 1e39 -1e300 "" "a" "circle" "mm" "grey" "abcdef" "äöü" "😀😀😀😀" "AB"
      "éé" "12.50" "-0.1" "12.505" "sum" "point" "2026-11-22" "2026-02-29" "0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f"
      "2026-11-22T08:15:00Z" [] {} [1,2,3] [1,2] ["a",1] {"x":1,"name":"a"})");
  return std::vector<std::string>(std::istream_iterator<std::string>(words), {});
}();

template <class T>
struct Agreement {
  const Schema schema = [] {
    auto compiled = Schema::compile(json_schema<T>());
    if (!compiled) throw std::logic_error(compiled.error().message + compiled.error().issues.at(0).message);
    return *std::move(compiled);
  }();
  int accepted = 0, refused = 0;

  void check(const std::string& text) {
    const auto read = parse_json<T>(text);
    const auto held = schema.check(text);
    if (read.has_value() != held.has_value())
      RC_FAIL(fmt::format("{}\nreader: {}\nschema: {}", text, said(read), said(held)));
    ++(read ? accepted : refused);
  }
  template <class R>
  static std::string said(const R& result) {
    if (result) return "accepts";
    std::string all = result.error().code;
    for (const Issue& issue : result.error().issues) all += fmt::format(" {} {}", issue.pointer, issue.code);
    return all;
  }
};

// Reader and schema agree about the sample and about what becomes of it, and both answers are given.
template <class T>
void agree(const char* sample) {
  Agreement<T> agreement;
  std::vector<std::string> names{"more", "x"};
  Tree whole = tree_of(sample);
  for (const Tree* node : nodes_of(whole))
    for (const Tree& part : node->parts) names.push_back(part.name.empty() ? "more" : part.name);
  ASSERT_TRUE(parse_json<T>(sample)) << Agreement<T>::said(parse_json<T>(sample));
  EXPECT_TRUE(rc::check([&] {
    Tree tree = whole;
    const int changes = *rc::gen::inRange(0, 4);
    for (int i = 0; i < changes; ++i) spoil(tree, kValues, names);
    std::string text;
    write(text, tree);
    agreement.check(text);
  }));
  EXPECT_GT(agreement.accepted, 5);
  EXPECT_GT(agreement.refused, 5);
}

TEST(ReaderAndSchema, AgreeAboutKindsOfValues) {
  agree<Kinds>(
      R"({"tiny":1,"large":1,"natural":1,"capped":200,"half":1,"real":0.5,"text":"a","code":"BB","day":"2024-02-29","fives":10,"open":1,"counts":{"a":1},)"
      R"("price":"12.50","secret":"a","colour":"red","patch":null,"kept":"a"})");
  agree<notes::Everything>(
      R"({"yes":true,"large":1,"natural":1,"small":1,"real":0.5,"text":"","nested":[{"url":"/","width":7}],"counts":{"a":1},)"
      R"("id":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f","time":"2026-11-22T08:15:00Z","free":{"x":[1]}})");
}
TEST(ReaderAndSchema, AgreeAboutRecursion) {
  agree<shapes::Comment>(R"({"text":"a","replies":[{"text":"b","replies":[{"text":"c"}]},{"text":"d"}]})");
  agree<shapes::Node>(
      R"({"value":1,"left":{"value":2,"left":null,"right":{"value":3}},"others":{"a":{"value":4},"b":null}})");
  agree<shapes::Expression>(R"({"op":"sum","terms":[{"op":"constant","value":1},{"op":"negation",)"
                            R"("of":{"op":"sum","terms":[{"op":"constant","value":2}]}}]})");
}
TEST(ReaderAndSchema, AgreeAboutNullLiteralsTuplesAndKeptMembers) {
  agree<shapes::Nulls>(R"({"either":null,"not_null":"a","required":null,"list":["a",null]})");
  agree<shapes::Exact>(R"({"shape":"circle","version":2,"yes":true,"unit":"mm","level":1})");
  agree<shapes::Lists>(R"({"pair":["a",1],"tuple":[1,true,{"x":1,"name":"a"}],"array":[1,2,3],"words":["a","b"],)"
                       R"("points":[{"x":1,"name":"a"},{"x":2,"name":"a"}]})");
  agree<shapes::Held>(R"({"inner":{"id":"a","more":[1]},"either":{"kind":"passing","id":"b","x":null}})");
}

}  // namespace
}  // namespace tenstone::json_schema
