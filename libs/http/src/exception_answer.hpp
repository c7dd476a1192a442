#pragma once
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::http {

// In a catch block: the answer to what was thrown. A Failure's error, anything else internal; nothing of it leaks.
// Logs it when the fault is ours.
Response answer_to_current_exception(const Request& request, const logging::Logger& log);

}  // namespace tenstone::http
