// flag explain: what somebody gets, and why.
#include <fmt/core.h>

#include "flag_verbs.hpp"
#include "process.hpp"
#include "switched.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

// The JSON given, with the user as its targeting key.
flags::Context context_of(const ExplainWords& about) {
  std::string json = about.context.empty() ? "{}" : about.context;
  if (!about.user.empty()) {
    const auto brace = json.find('{');
    const bool empty =
        brace != std::string::npos && json.find_first_not_of(" \t\r\n", brace + 1) == json.find('}', brace);
    if (brace != std::string::npos)
      json.insert(brace + 1, "\"targetingKey\":" + validation::to_json(about.user) + (empty ? "" : ","));
  }
  auto context = flags::Context::parse(json);
  if (!context) throw Failure(Error(flags::kInvalidContext, context.error().message + ": --context " + about.context));
  return std::move(*context);
}

std::string named(const flags::Definition& flag, int rule) {
  const std::string& name = flag.rules[static_cast<std::size_t>(rule)].name;
  return fmt::format("rule {}{}", rule, name.empty() ? "" : " " + name);
}

std::string decided_by(const flags::Definition& flag, const flags::Evaluation& made) {
  switch (made.step) {
    case flags::Step::Kill: return "the kill switch";
    case flags::Step::Enabled: return "the flag, which is off";
    case flags::Step::Target: return "a target";
    case flags::Step::Rule: return named(flag, made.rule);
    case flags::Step::Default: return "the default";
    case flags::Step::None: break;
  }
  return "nobody";
}

}  // namespace

int flag_explain(const Settings& settings, const FlagWords& words, const ExplainWords& about) {
  const flags::Context context = context_of(about);
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const flags::Snapshot all = co_await process.platform.flags().store->read();
    const flags::Explanation why = all.program().explain(words.key, context);
    if (why.evaluation.error != flags::EvaluationError::None)
      throw Failure(Error(flags::kFlagNotFound, fmt::format("there is no flag {}", words.key)));
    const auto& known = all.program().definitions().flags;
    const auto flag = std::ranges::find(known, words.key, &flags::Definition::key);
    const flags::Evaluation& made = why.evaluation;
    console::print("{}  {}  decided by {}\n",
                   made.value ? std::string(made.variant) + " " + to_json(*made.value) : "no value",
                   to_string(made.reason), decided_by(*flag, made));
    for (const flags::RuleTrace& trace : why.rules)
      console::print(
          "  {}: {}\n", named(*flag, trace.rule),
          trace.failed_clause ? fmt::format("its condition {} does not hold", *trace.failed_clause) : "holds");
  });
  return 0;
}

}  // namespace tenstone::cli
