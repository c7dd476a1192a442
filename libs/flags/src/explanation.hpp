// Why a context gets what it gets, as its route writes it.
#pragma once
#include <string>
#include <vector>

#include "definition_schema.hpp"
#include "tenstone/flags/snapshot.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/patch.hpp"

namespace tenstone::flags {

struct ExplainBody {
  validation::Json context;
};
constexpr auto schema(validation::For<ExplainBody>) {
  return validation::object<ExplainBody>(
      validation::field("context", &ExplainBody::context).about("A JSON object: the attributes, and targetingKey"));
}

struct ExplainedRule {
  std::int32_t rule;
  std::string name;
  bool matched;
  validation::Patch<validation::Json> failed;
};
constexpr auto schema(validation::For<ExplainedRule>) {
  using validation::field;
  return validation::object<ExplainedRule>(
             field("rule", &ExplainedRule::rule), field("name", &ExplainedRule::name),
             field("matched", &ExplainedRule::matched),
             field("failed", &ExplainedRule::failed).not_null().about("The first of its clauses that does not hold"))
      .as_read();
}

struct ExplainedSplit {
  std::string by, salt;
  validation::Patch<std::string> unit;
  validation::Patch<std::int32_t> point;
  validation::Patch<Range> range;
};
constexpr auto schema(validation::For<ExplainedSplit>) {
  using validation::field;
  return validation::object<ExplainedSplit>(
             field("by", &ExplainedSplit::by).about("The attribute whose value is the unit"),
             field("unit", &ExplainedSplit::unit).not_null().about("Absent: the context has none, and gets the rest"),
             field("salt", &ExplainedSplit::salt),
             field("point", &ExplainedSplit::point).not_null().about("Of 0 to 99,999: the hash of salt and unit"),
             field("range", &ExplainedSplit::range)
                 .not_null()
                 .about("The one with the point; absent: it is in the rest"))
      .as_read();
}

struct ExplanationJson {
  validation::Patch<validation::Json> value;
  validation::Patch<std::string> variant;
  std::string reason, decided_by;
  validation::Patch<std::int32_t> rule;
  validation::Patch<std::string> rule_name;
  std::vector<ExplainedRule> rules;
  validation::Patch<ExplainedSplit> split;
  std::int64_t version;
};
constexpr auto schema(validation::For<ExplanationJson>) {
  using validation::field;
  return validation::object<ExplanationJson>(
             field("value", &ExplanationJson::value).not_null().about("Absent: the caller's own default holds"),
             field("variant", &ExplanationJson::variant).not_null(), field("reason", &ExplanationJson::reason),
             field("decided_by", &ExplanationJson::decided_by).about("kill_switch, enabled, target, rule or default"),
             field("rule", &ExplanationJson::rule).not_null(),
             field("rule_name", &ExplanationJson::rule_name).not_null(),
             field("rules", &ExplanationJson::rules).about("In order, up to the one that decided"),
             field("split", &ExplanationJson::split).not_null(),
             field("version", &ExplanationJson::version).about("Of all flags"))
      .as_read();
}

// nullopt: there is no such flag.
std::optional<ExplanationJson> explanation_of(const Snapshot& snapshot, std::string_view key, const Context& context);

}  // namespace tenstone::flags
