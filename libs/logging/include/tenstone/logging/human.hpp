#pragma once
#include <string>
#include <string_view>

namespace tenstone::logging {

// A log line as people read it in a terminal:
//
//   08:15:00.123 INFO  api    request.done  GET /v1/jobs 200 1.2ms  request_id=018bcfe5-…
//
// `method`, `path`, `status` and `duration_ms` stand without their names; other fields follow as name=value. What
// a terminal would obey is escaped (console::printable). Anything but a flat JSON object with a time and an event is
// given back as it is, but escaped. `line` comes without its line end, and so does the answer.
std::string humanise(std::string_view line, bool colour);

}  // namespace tenstone::logging
