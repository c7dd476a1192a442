// Actions as the API shows them.
#pragma once
#include <optional>
#include <string>

#include "tenstone/platform/actions.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::api {

struct ActionJson {
  std::string name, summary;
  std::string origin;  // "file", "sample" or "stored"
  std::optional<std::string> flag;
  std::optional<std::string> limit;       // "30/min"
  std::optional<validation::Json> input;  // a JSON Schema
  // For who may change it: what it runs may be nobody else's business.
  std::optional<validation::Json> declaration;
  std::optional<Time> changed_at;
  std::optional<std::string> changed_by;
};
constexpr auto schema(validation::For<ActionJson>) {
  using validation::field;
  return validation::object<ActionJson>(
      field("name", &ActionJson::name), field("summary", &ActionJson::summary), field("origin", &ActionJson::origin),
      field("flag", &ActionJson::flag), field("limit", &ActionJson::limit), field("input", &ActionJson::input),
      field("declaration", &ActionJson::declaration), field("changed_at", &ActionJson::changed_at),
      field("changed_by", &ActionJson::changed_by));
}

struct ActionAnswer {
  ActionJson action;
};
constexpr auto schema(validation::For<ActionAnswer>) {
  return validation::object<ActionAnswer>(validation::field("action", &ActionAnswer::action));
}

ActionJson to_json_of(const platform::Action& action, bool whole);

}  // namespace tenstone::api
