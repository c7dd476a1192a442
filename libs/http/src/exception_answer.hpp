#pragma once
#include "tenstone/http/response.hpp"

namespace tenstone::http {

// In a catch block: the answer to what was thrown. A Failure's error, anything else internal; nothing of it leaks.
Response answer_to_current_exception();

}  // namespace tenstone::http
