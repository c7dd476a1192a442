#include "action_json.hpp"

namespace tenstone::api {

ActionJson to_json_of(const platform::Action& action, bool whole) {
  ActionJson out{.name = action.name,
                 .summary = action.summary,
                 .origin = std::string(to_string(action.origin)),
                 .flag = action.flag};
  if (action.limit) out.limit = to_string(rate_limit::Rate{action.limit->policy.limit, action.limit->policy.window});
  if (action.input) out.input = validation::Json{action.input_schema};
  if (!whole) return out;
  out.declaration = validation::Json{action.document};
  out.changed_at = action.changed_at;
  out.changed_by = action.changed_by;
  return out;
}

}  // namespace tenstone::api
