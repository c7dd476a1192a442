// The error codes of schemas and checks. json_schema/schema.hpp has json_schema_invalid and json_schema_check_too_long.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::schemas {

inline const ErrorCode kSchemaNotFound{ErrorKind::NotFound, "schema_not_found", "There is no schema of this name"};
inline const ErrorCode kSchemaVersionNotFound{ErrorKind::NotFound, "schema_version_not_found",
                                              "The schema has no such version"};
inline const ErrorCode kCheckNotFound{ErrorKind::NotFound, "check_not_found", "There is no such check (any more)"};

}  // namespace tenstone::schemas
