// Evaluations of flags in this process, nanoseconds each, one core. The best round counts: machines are noisy.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <string>

#include "tenstone/flags/evaluate.hpp"

namespace {

using namespace tenstone::flags;

constexpr int kFlags = 1'000, kEvaluations = 100'000;
constexpr int kRounds = 50;  // or as many as the first argument says

Definitions definitions() {
  std::string text = R"({"flags":[)";
  for (int i = 0; i < kFlags - 3; ++i)
    text += fmt::format(
        R"({{"key":"filler-{}","type":"boolean","variants":{{"on":true,"off":false}},"default":"off"}},)", i);
  text +=
      R"({"key":"static-flag","type":"boolean","variants":{"on":true,"off":false},"default":"on"},)"
      R"({"key":"three-clauses","type":"boolean","variants":{"on":true,"off":false},"rules":[{"when":[)"
      R"({"attribute":"plan","op":"in","values":["pro","team","enterprise"]},{"attribute":"age","op":"at_least","values":[18]},)"
      R"({"attribute":"mail","op":"ends_with","values":["@example.org"]}],"serve":"on"}],"default":"off"},)"
      R"({"key":"rollout","type":"boolean","variants":{"on":true,"off":false},)"
      R"("default":{"ranges":[{"variant":"on","from":0,"to":20000}],"rest":"off"}}]})";
  return parse_definitions(text).value();
}

double time(const Program& program, std::string_view key, const Context& context) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kEvaluations; ++i)
    if (!program.evaluate(key, Type::Boolean, context).value) std::abort();
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
  return taken.count() / kEvaluations;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : kRounds;
  constexpr std::string_view kContext =
      R"({"targetingKey":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f","plan":"pro","age":41,"mail":"mia@example.org","country":"SE"})";
  const auto start = std::chrono::steady_clock::now();
  const Program program = Program::compile(definitions()).value();
  const std::chrono::duration<double, std::milli> built = std::chrono::steady_clock::now() - start;
  const Context context = Context::parse(kContext).value();
  double fixed = 1e9, rule = 1e9, rollout = 1e9, parse = 1e9;
  for (int round = 0; round < rounds; ++round) {
    fixed = std::min(fixed, time(program, "static-flag", context));
    rule = std::min(rule, time(program, "three-clauses", context));
    rollout = std::min(rollout, time(program, "rollout", context));
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 1'000; ++i)
      if (!Context::parse(kContext)) std::abort();
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - before;
    parse = std::min(parse, taken.count() / 1'000);
  }
  fmt::print("{} flags parsed and compiled in {:.1f} ms; an evaluation, best of {} rounds of {}:\n", kFlags,
             built.count(), rounds, kEvaluations);
  fmt::print(
      "static {:.1f} ns (aim 25)\nthree clauses {:.1f} ns (aim 60)\nrollout {:.1f} ns (aim 80)\ncontext parsed {:.0f} "
      "ns\n",
      fixed, rule, rollout, parse);
}
