// Lines whose fields have names.
#pragma once
#include <string_view>

#include "tenstone/log_view/entry.hpp"

namespace tenstone::log_view {

// {"time":"2026-11-22T08:15:00Z","level":"info","msg":"…"}, one whole object. Its names as most programs use them:
// time, ts, timestamp, @timestamp; level, severity, lvl; msg, message, event. pino's numbers are levels too.
bool parse_json_line(std::string_view line, Entry& out);
// time=2026-11-22T08:15:00Z level=info msg="two words" key=value; at least two pairs, and nothing else.
bool parse_logfmt(std::string_view line, Entry& out);

}  // namespace tenstone::log_view
