#pragma once
#include <string>

#include "tenstone/http/client.hpp"

namespace tenstone::http {

// The head of a request, its blank line included. Error: header_invalid.
Result<std::string> request_head(const ClientRequest& request);

// RFC 9110 §9.2.2.
bool is_idempotent(Method method);

}  // namespace tenstone::http
