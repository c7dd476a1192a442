#include "tenstone/flags/evaluate.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::flags {
namespace {

Program program_of(std::string_view flags, std::string_view segments = "", bool killed = false) {
  auto definitions =
      parse_definitions(fmt::format(R"({{"killed":{},"flags":[{}],"segments":[{}]}})", killed, flags, segments));
  if (!definitions) {
    for (const Issue& issue : definitions.error().issues) ADD_FAILURE() << issue.pointer << " " << issue.message;
    return *Program::compile({});
  }
  return *Program::compile(std::move(*definitions));
}
Context context_of(std::string_view json) { return *Context::parse(json); }

std::string flag(std::string_view members) {
  return fmt::format(R"({{"key":"f","type":"string","variants":{{"a":"A","b":"B","c":"C"}},{}}})", members);
}
// "variant reason", of the flag f.
std::string decision(const Program& program, std::string_view context) {
  const Evaluation made = program.evaluate("f", context_of(context));
  return fmt::format("{} {}", made.variant, to_string(made.reason));
}

TEST(Evaluation, OfAFlagWithoutRulesIsStatic) {
  const Program program = program_of(flag(R"("default":"a")"));
  const Evaluation made = program.evaluate("f", Type::String, Context());
  EXPECT_EQ(std::get<std::string>(*made.value), "A");
  EXPECT_EQ(made.variant, "a");
  EXPECT_EQ(made.reason, Reason::Static);
  EXPECT_EQ(made.step, Step::Default);
}

TEST(Evaluation, GivesValuesOfAllTypes) {
  const Program program = program_of(
      R"({"key":"b","type":"boolean","variants":{"x":true},"default":"x"},{"key":"n","type":"number","variants":{"x":1.5},"default":"x"},)"
      R"({"key":"o","type":"object","variants":{"x":{"b":[1],"a":2}},"default":"x"})");
  EXPECT_EQ(to_json(*program.evaluate("b", Context()).value), "true");
  EXPECT_EQ(to_json(*program.evaluate("n", Context()).value), "1.5");
  EXPECT_EQ(to_json(*program.evaluate("o", Context()).value), R"({"a":2,"b":[1]})");
}

TEST(Evaluation, WithoutADefaultLeavesItToTheCaller) {
  const Program program = program_of(flag(R"("enabled":true)"));
  const Evaluation made = program.evaluate("f", Context());
  EXPECT_EQ(made.value, nullptr);
  EXPECT_EQ(made.reason, Reason::Default);
  EXPECT_EQ(made.error, EvaluationError::None);
}

TEST(Evaluation, TellsWhatIsWrong) {
  const Program program = program_of(flag(R"("default":"a")"));
  EXPECT_EQ(program.evaluate("g", Context()).error, EvaluationError::FlagNotFound);
  EXPECT_EQ(program.explain("g", Context()).evaluation.error, EvaluationError::FlagNotFound);
  EXPECT_EQ(program.evaluate("g", Type::String, Context()).reason, Reason::Error);
  const Evaluation made = program.evaluate("f", Type::Boolean, Context());
  EXPECT_EQ(to_string(made.error), "TYPE_MISMATCH");
  EXPECT_EQ(made.value, nullptr);
  EXPECT_EQ(Program::compile({})->evaluate("f", Context()).error, EvaluationError::FlagNotFound);
}

TEST(Evaluation, StopsAtSwitches) {
  constexpr std::string_view kRest = R"("targets":[{"variant":"b","units":["mia"]}],"default":"a")";
  const std::string mia = R"({"targetingKey":"mia"})";
  EXPECT_EQ(decision(program_of(flag(kRest)), mia), "b TARGETING_MATCH");
  EXPECT_EQ(decision(program_of(flag(fmt::format(R"("enabled":false,{})", kRest))), mia), " DISABLED");
  EXPECT_EQ(decision(program_of(flag(fmt::format(R"("enabled":false,"off":"c",{})", kRest))), mia), "c DISABLED");
  const Program killed = program_of(flag(fmt::format(R"("killed":true,"off":"c",{})", kRest)));
  EXPECT_EQ(decision(killed, mia), "c DISABLED");
  EXPECT_EQ(killed.evaluate("f", Context()).step, Step::Kill);
  EXPECT_EQ(decision(program_of(flag(fmt::format(R"("off":"c",{})", kRest)), "", true), mia), "c DISABLED");
}

TEST(Evaluation, TakesTargetsThenTheFirstRuleThatHoldsThenTheDefault) {
  const Program program = program_of(flag(
      R"("targets":[{"variant":"c","units":["mia","ada"]}],"rules":[{"when":[{"attribute":"age","op":"at_least","values":[18]},{"attribute":"plan","values":["pro"]}],"serve":"b"},)"
      R"({"when":[{"attribute":"age","op":"more","values":[60]}],"serve":"c"}],"default":"a")"));
  EXPECT_EQ(decision(program, R"({"targetingKey":"mia","age":20,"plan":"pro"})"), "c TARGETING_MATCH");
  EXPECT_EQ(decision(program, R"({"targetingKey":"bob","age":70,"plan":"pro"})"), "b TARGETING_MATCH");
  EXPECT_EQ(decision(program, R"({"age":70,"plan":"free"})"), "c TARGETING_MATCH");
  EXPECT_EQ(decision(program, R"({"age":17,"plan":"pro"})"), "a DEFAULT");
  EXPECT_EQ(decision(program, "{}"), "a DEFAULT");
  const Explanation why = program.explain("f", context_of(R"({"age":70,"plan":"free"})"));
  EXPECT_EQ(why.evaluation.step, Step::Rule);
  EXPECT_EQ(why.evaluation.rule, 1);
  ASSERT_EQ(why.rules.size(), 2U);
  EXPECT_EQ(why.rules[0].failed_clause, 1U);
  EXPECT_EQ(why.rules[1].failed_clause, std::nullopt);
}

// Whether a clause holds for the attribute x of a context.
bool holds(std::string_view op, std::string_view values, std::string_view context, bool negate = false) {
  const Program program = program_of(flag(fmt::format(
      R"("rules":[{{"when":[{{"attribute":"x","op":"{}","values":{},"negate":{}}}],"serve":"b"}}],"default":"a")", op,
      values, negate)));
  return program.evaluate("f", context_of(context)).variant == "b";
}

TEST(Clause, ComparesByItsOperator) {
  struct Case {
    const char *op, *values, *holds, *fails;
  };
  const Case cases[] = {
      {"equals", R"(["pro"])", R"({"x":"pro"})", R"({"x":"Pro"})"},
      {"equals", R"(["1"])", R"({"x":"1"})", R"({"x":1})"},
      {"equals", "[1]", R"({"x":1.0})", R"({"x":true})"},
      {"equals", "[true]", R"({"x":true})", R"({"x":false})"},
      {"equals", "[false]", R"({"x":false})", R"({"x":null})"},
      {"in", R"(["b","a",3,false])", R"({"x":"a"})", R"({"x":"c"})"},
      {"in", R"(["b","a",3,false])", R"({"x":3})", R"({"x":true})"},
      {"in", R"(["a"])", R"({"x":["z","a"]})", R"({"x":[]})"},
      {"contains", R"(["ob","xx"])", R"({"x":"foobar"})", R"({"x":"foo"})"},
      {"starts_with", R"(["fo"])", R"({"x":"foo"})", R"({"x":"ofo"})"},
      {"ends_with", R"(["@a.example","@b.example"])", R"({"x":"mia@b.example"})", R"({"x":"mia@b.example.org"})"},
      {"less", "[5]", R"({"x":4.9})", R"({"x":5})"},
      {"at_most", "[5]", R"({"x":5})", R"({"x":5.1})"},
      {"more", "[5]", R"({"x":6})", R"({"x":"6"})"},
      {"at_least", "[5]", R"({"x":[1,5]})", R"({"x":4})"},
      {"semver_equals", R"(["1.2.0"])", R"({"x":"v1.2"})", R"({"x":"1.2.0-rc.1"})"},
      {"semver_less", R"(["1.2.0"])", R"({"x":"1.2.0-rc.1"})", R"({"x":"1.10.0"})"},
      {"semver_at_most", R"(["1.2.0"])", R"({"x":"1.2.0"})", R"({"x":"1.2.1"})"},
      {"semver_more", R"(["1.2.0"])", R"({"x":"1.10.0"})", R"({"x":"1.2"})"},
      {"semver_at_least", R"(["1.2.0"])", R"({"x":"1.2"})", R"({"x":"latest"})"},
      {"semver_same_major", R"(["1.2.0"])", R"({"x":"1.0.1"})", R"({"x":"2.2.0"})"},
      {"semver_same_minor", R"(["1.2.0"])", R"({"x":"1.2.7"})", R"({"x":"1.3.0"})"},
      {"matches", R"(["^a+$","b{2}"])", R"({"x":"xbbx"})", R"({"x":"ab"})"},
      {"in_network", R"(["10.0.0.0/8","2001:db8::/32"])", R"({"x":"10.1.2.3"})", R"({"x":"11.0.0.1"})"},
      {"in_network", R"(["10.0.0.0/8","2001:db8::/32"])", R"({"x":"2001:db8::7"})", R"({"x":"nowhere"})"},
      {"before", R"(["2026-01-01T00:00:00Z"])", R"({"x":"2026-01-01T00:30:00+01:00"})",
       R"({"x":"2026-01-01T00:00:00Z"})"},
      {"after", R"(["2026-01-01T00:00:00Z"])", R"({"x":"2026-01-01T00:00:01Z"})", R"({"x":1767225601})"},
  };
  for (const Case& each : cases) {
    EXPECT_TRUE(holds(each.op, each.values, each.holds)) << each.op << " " << each.holds;
    EXPECT_FALSE(holds(each.op, each.values, each.fails)) << each.op << " " << each.fails;
    EXPECT_FALSE(holds(each.op, each.values, "{}")) << each.op;
    EXPECT_FALSE(holds(each.op, each.values, each.holds, true)) << each.op << " " << each.holds;
    EXPECT_TRUE(holds(each.op, each.values, each.fails, true)) << each.op << " " << each.fails;
    EXPECT_TRUE(holds(each.op, each.values, "{}", true)) << each.op;
  }
}

TEST(SegmentClause, HoldsForMembersOfAnyOfItsGroups) {
  const Program program = program_of(
      flag(R"("rules":[{"when":[{"segment":"inner"},{"segment":"blocked","negate":true}],"serve":"b"}],"default":"a")"),
      R"({"key":"inner","any":[{"when":[{"segment":"staff"}]},{"when":[{"attribute":"beta","values":[true]},{"attribute":"age","op":"at_least","values":[18]}]}]},)"
      R"({"key":"blocked","any":[{"when":[{"attribute":"blocked","values":[true]}]}]},)"
      R"({"key":"staff","any":[{"when":[{"attribute":"mail","op":"ends_with","values":["@tenstone.example"]}]}]})");
  EXPECT_EQ(decision(program, R"({"mail":"mia@tenstone.example"})"), "b TARGETING_MATCH");
  EXPECT_EQ(decision(program, R"({"mail":"mia@tenstone.example","blocked":true})"), "a DEFAULT");
  EXPECT_EQ(decision(program, R"({"beta":true,"age":18})"), "b TARGETING_MATCH");
  EXPECT_EQ(decision(program, R"({"beta":true,"age":17})"), "a DEFAULT");
}

TEST(SplitEvaluation, GivesTheVariantOfTheUnitsPoint) {
  const Program program = program_of(flag(
      R"("default":{"ranges":[{"variant":"b","from":10000,"to":40000},{"variant":"c","from":50000,"to":60000}],"rest":"a"},"salt":"s")"));
  for (int i = 0; i < 5'000; ++i) {
    const std::string unit = fmt::format("user-{}", i);
    const int point = point_of("s", unit);
    const Evaluation made = program.evaluate("f", Context(unit));
    EXPECT_EQ(made.reason, Reason::Split);
    EXPECT_EQ(made.variant, point >= 10'000 && point < 40'000 ? "b" : point >= 50'000 && point < 60'000 ? "c" : "a");
  }
}

TEST(SplitEvaluation, WithoutAUnitGivesTheRest) {
  const std::string split = R"({"ranges":[{"variant":"b","from":0,"to":100000}],"rest":"a"})";
  const Program by_default = program_of(flag(fmt::format(R"("default":{})", split)));
  EXPECT_EQ(decision(by_default, "{}"), "a DEFAULT");
  EXPECT_EQ(decision(by_default, R"({"targetingKey":""})"), "a DEFAULT");
  EXPECT_EQ(decision(by_default, R"({"targetingKey":"mia"})"), "b SPLIT");
}

TEST(SplitEvaluation, DividesByAnyAttribute) {
  const auto by = [](std::string_view salt) {
    return program_of(flag(fmt::format(
        R"("rules":[{{"when":[{{"attribute":"on","values":[true]}}],"serve":{{"by":"org.id","salt":"{}","ranges":[{{"variant":"b","from":0,"to":50000}}],"rest":"c"}}}}],"default":"a")",
        salt)));
  };
  const Program program = by("s");
  for (int i = 0; i < 100; ++i) {
    const std::string text =
        decision(program, fmt::format(R"({{"on":true,"org":{{"id":"{}"}},"targetingKey":"x"}})", i));
    EXPECT_EQ(text, point_of("s", std::to_string(i)) < 50'000 ? "b SPLIT" : "c SPLIT");
    EXPECT_EQ(decision(program, fmt::format(R"({{"on":true,"org":{{"id":{}}}}})", i)), text);  // a number as its text
  }
  EXPECT_EQ(decision(program, R"({"on":true,"org":{"id":[1]}})"), "c DEFAULT");
}

TEST(SplitEvaluation, RenamingTheFlagWithItsSaltMovesNobody) {
  auto before = parse_definition(flag(
      R"("default":{"ranges":[{"variant":"b","from":0,"to":30000},{"variant":"c","from":30000,"to":60000}],"rest":"a"})"));
  ASSERT_TRUE(before);
  Definition after = *before;
  after.key = "renamed";
  const Program program = *Program::compile({.flags = {*before, *parse_definition(to_json(after))}});
  for (int i = 0; i < 10'000; ++i) {
    const Context unit(fmt::format("user-{}", i));
    EXPECT_EQ(program.evaluate("f", unit).variant, program.evaluate("renamed", unit).variant);
  }
}

RC_GTEST_PROP(EvaluationProperty, FindsEachOfManyFlags, ()) {
  Definitions all;
  const int count = *rc::gen::inRange(0, 300);
  for (int i = 0; i < count; ++i) {
    Definition& each = all.flags.emplace_back();
    each.key = fmt::format("flag.{}", i);
    each.type = Type::Number;
    each.variants["x"] = static_cast<double>(i);
    each.otherwise = Serve{.variant = "x", .split = {}};
  }
  const Program program = *Program::compile(std::move(all));
  for (int i = 0; i < count; ++i)
    RC_ASSERT(std::get<double>(*program.evaluate(fmt::format("flag.{}", i), Context()).value) == i);
  RC_ASSERT(program.evaluate("flag.x", Context()).error == EvaluationError::FlagNotFound);
}

TEST(Program, IsNotCompiledFromFaultyDefinitions) {
  Definitions faulty;
  faulty.flags.emplace_back().key = "f";
  faulty.flags[0].otherwise = Serve{.variant = "none", .split = {}};
  const auto program = Program::compile(std::move(faulty));
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().issues.at(0).pointer, "/flags/0/default");
}

}  // namespace
}  // namespace tenstone::flags
