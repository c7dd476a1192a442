#pragma once
#include <string_view>

namespace tenstone::service {

// Writes what a program has printed and stdout still holds back. Returns `code`, or, when that was 0 and stdout takes
// no more (a full disk), 1 behind a line on stderr. A pipe whose reader has gone is no fault: it wanted no more. Blocks
// as long as the pipe does.
int end_output(std::string_view name, int code);

}  // namespace tenstone::service
