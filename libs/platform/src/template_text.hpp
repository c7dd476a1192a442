// Text with places for an action's input: "Hello {{input.name}}".
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::platform {

// What is wrong with a template, for people; empty: nothing. A place is {{input.NAME}}, with spaces inside of the
// braces if wanted, and NAME a member of the input: a-z, A-Z, 0-9, '_' and '-'. Nothing else begins with {{.
std::string fault_of_template(std::string_view text);

// The members of a JSON object: strings as they are, other values as their JSON.
using Members = std::map<std::string, std::string, std::less<>>;
Members members_of(std::string_view json);

// A template without a fault, filled. Error: validation_failed, when the input has no such member or it is null.
Result<std::string> fill(std::string_view text, const Members& input);

}  // namespace tenstone::platform
