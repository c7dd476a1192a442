// flags_bench SECONDS: what one thread does with 1,000 flags, in process. Prints how often a second, each from the best
// of its rounds: "static N", "rule N" and "rollout N" (evaluations of one of these flags), "context N" (a context of
// five attributes read from JSON), "load N" (all flags read from JSON and compiled). peers/flags_flagd.js and
// peers/flags_unleash.js do the same.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <string>

#include "tenstone/flags/evaluate.hpp"

namespace {

using namespace tenstone::flags;

constexpr int kFlags = 1'000, kEvaluations = 50'000;
constexpr std::string_view kContext =
    R"({"targetingKey":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4f44","plan":"pro","age":41,"mail":"mia@example.org","country":"SE"})";

std::string flags() {
  std::string text = R"({"flags":[)";
  for (int i = 0; i < kFlags - 3; ++i)
    text += fmt::format(
        R"({{"key":"filler-{}","type":"boolean","variants":{{"on":true,"off":false}},"default":"off"}},)", i);
  return text +
         R"({"key":"static-flag","type":"boolean","variants":{"on":true,"off":false},"default":"on"},)"
         R"({"key":"three-clauses","type":"boolean","variants":{"on":true,"off":false},"rules":[{"when":[)"
         R"({"attribute":"plan","op":"in","values":["pro","team","enterprise"]},{"attribute":"age","op":"at_least","values":[18]},)"
         R"({"attribute":"mail","op":"ends_with","values":["@example.org"]}],"serve":"on"}],"default":"off"},)"
         R"({"key":"rollout","type":"boolean","variants":{"on":true,"off":false},)"
         R"("default":{"ranges":[{"variant":"on","from":0,"to":20000}],"rest":"off"}}]})";
}

void require(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "flags_bench: {}\n", what);
  std::exit(1);
}

bool is_on(const Program& program, std::string_view key, const Context& context) {
  const Value* value = program.evaluate(key, Type::Boolean, context).value;
  return value != nullptr && std::get<bool>(*value);
}

Context with(std::string_view part, std::string_view other) {
  std::string text(kContext);
  text.replace(text.find(part), part.size(), other);
  return Context::parse(text).value();
}

void check(const Program& program) {
  for (const char* key : {"static-flag", "three-clauses", "rollout"})
    require(is_on(program, key, Context::parse(kContext).value()), "a flag is off where it is to be on");
  for (const Context& other : {with("pro", "free"), with("41", "17"), with("example.org", "example.com")})
    require(!is_on(program, "three-clauses", other), "the rule holds where one clause does not");
  int in = 0;
  for (int i = 0; i < 10'000; ++i) in += is_on(program, "rollout", Context(fmt::format("user-{}", i))) ? 1 : 0;
  require(in > 1'800 && in < 2'200, "the rollout is not to a fifth of all");
}

// The best of its rounds, seconds each.
struct Best {
  double seconds = 1e9;

  template <class Work>
  void round(int times, Work work) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    seconds = std::min(seconds, taken.count() / times);
  }
};

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 1;
  const std::string text = flags();
  const Program program = Program::compile(parse_definitions(text).value()).value();
  check(program);
  const Context context = Context::parse(kContext).value();
  Best fixed, rule, rollout, parse, load;
  const auto evaluates = [&](std::string_view key) {
    return [&program, &context, key] { require(is_on(program, key, context), "a flag is off"); };
  };
  const auto began = std::chrono::steady_clock::now();
  do {
    fixed.round(kEvaluations, evaluates("static-flag"));
    rule.round(kEvaluations, evaluates("three-clauses"));
    rollout.round(kEvaluations, evaluates("rollout"));
    parse.round(kEvaluations, [] { require(Context::parse(kContext).has_value(), "a context is refused"); });
    load.round(
        1, [&text] { require(Program::compile(parse_definitions(text).value()).has_value(), "flags are refused"); });
  } while (std::chrono::steady_clock::now() - began < std::chrono::duration<double>(seconds));
  fmt::print("static {:.0f}\nrule {:.0f}\nrollout {:.0f}\ncontext {:.0f}\nload {:.0f}\n", 1 / fixed.seconds,
             1 / rule.seconds, 1 / rollout.seconds, 1 / parse.seconds, 1 / load.seconds);
}
