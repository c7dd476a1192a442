#include "explanation.hpp"

#include <algorithm>
#include <array>

#include "unit_of.hpp"

namespace tenstone::flags {
namespace {

std::string_view name_of(Step step) {
  switch (step) {
    case Step::None: break;
    case Step::Kill: return "kill_switch";
    case Step::Enabled: return "enabled";
    case Step::Target: return "target";
    case Step::Rule: return "rule";
    case Step::Default: return "default";
  }
  return "none";
}

ExplainedSplit explained(const Split& split, const Definition& flag, const Context& context) {
  ExplainedSplit out{.by = split.by, .salt = split.salt.empty() ? flag.salt : split.salt};
  std::array<char, 32> digits;
  const auto unit = unit_of(context.find(path_hash(split.by)), digits);
  if (!unit) return out;
  const int point = point_of(out.salt, *unit);
  out.unit = std::string(*unit);
  out.point = point;
  const auto found =
      std::ranges::find_if(split.ranges, [&](const Range& range) { return point >= range.from && point < range.to; });
  if (found != split.ranges.end()) out.range = *found;
  return out;
}

// What the step gave, where a rule or the default decided.
const Serve* serve_of(const Definition& flag, const Evaluation& made) {
  if (made.step == Step::Rule) return &flag.rules[static_cast<std::size_t>(made.rule)].serve;
  return made.step == Step::Default && flag.otherwise ? &*flag.otherwise : nullptr;
}

}  // namespace

std::optional<ExplanationJson> explanation_of(const Snapshot& snapshot, std::string_view key, const Context& context) {
  const Explanation explained_by = snapshot.program().explain(key, context);
  const Evaluation& made = explained_by.evaluation;
  const auto& flags = snapshot.program().definitions().flags;
  const auto flag = std::ranges::find(flags, key, &Definition::key);
  if (made.error != EvaluationError::None || flag == flags.end()) return std::nullopt;

  ExplanationJson out{.reason = std::string(to_string(made.reason)),
                      .decided_by = std::string(name_of(made.step)),
                      .version = snapshot.version()};
  if (made.value) out.value = validation::Json{to_json(*made.value)}, out.variant = std::string(made.variant);
  for (const RuleTrace& trace : explained_by.rules) {
    const Rule& rule = flag->rules[static_cast<std::size_t>(trace.rule)];
    ExplainedRule& seen = out.rules.emplace_back(trace.rule, rule.name, !trace.failed_clause);
    if (trace.failed_clause) seen.failed = validation::Json{to_json(rule.when[*trace.failed_clause])};
  }
  if (made.step == Step::Rule) {
    out.rule = made.rule;
    out.rule_name = flag->rules[static_cast<std::size_t>(made.rule)].name;
  }
  if (const Serve* serve = serve_of(*flag, made); serve && serve->split)
    out.split = explained(*serve->split, *flag, context);
  return out;
}

}  // namespace tenstone::flags
