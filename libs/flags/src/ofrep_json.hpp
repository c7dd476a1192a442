// The JSON of OFREP's answers, written straight into a body.
#pragma once
#include <string>
#include <string_view>

#include "tenstone/flags/evaluate.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::flags {

// {"key", "reason", "variant"?, "value"?, without the closing brace.
void open_evaluation(std::string& out, std::string_view key, const Evaluation& evaluation);
// ,"metadata":{"version", "stale"?}
void append_metadata(std::string& out, std::int64_t version, bool stale);

// OFREP's errors. "" leaves the member out.
http::Response ofrep_failure(int status, std::string_view key, std::string_view code, std::string_view details);
// 400: of Context::parse_request().
http::Response context_failure(std::string_view key, const Error& error);
// Of Request::body().
http::Response body_failure(std::string_view key, const Error& error);

}  // namespace tenstone::flags
