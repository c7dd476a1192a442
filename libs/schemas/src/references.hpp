// References from one schema of an organisation to another: "schema:NAME/VERSION".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/schemas/outcome.hpp"

namespace tenstone::schemas {

// a-z, then at most 63 of a-z, 0-9, '_' and '-'.
bool is_schema_name(std::string_view text);
// 1 to 2,147,483,647 in decimal, without a zero in front.
std::optional<int> version_in(std::string_view text);

std::string uri_of(const SchemaName& name);  // "schema:NAME/VERSION"

// The versions that a schema may refer to: those that stand in its "$ref" and "$dynamicRef", each once. Some may stand
// in data, such as that of `enum`. Nothing of a text that is no JSON. Linear; not for a loop.
std::vector<SchemaName> references_in(std::string_view text);

}  // namespace tenstone::schemas
