#pragma once
#include <optional>

#include "checker.hpp"
#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {

// What `schedule` says. `input`: the schema of the action, which the schedule's input is held to. Faults go to `check`;
// with one, the value is nullopt.
std::optional<DeclaredSchedule> read_schedule(Checker& check, const YamlNode::Entry& entry,
                                              const std::optional<json_schema::Schema>& input);

}  // namespace tenstone::platform
