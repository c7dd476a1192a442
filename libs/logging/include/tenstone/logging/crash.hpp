#pragma once

namespace tenstone::logging {

// From now on a process that crashes (abort(), std::terminate(), a memory fault) gives its logs up to 250 ms to write
// the lines that wait, and then dies as it would have: same signal, core dump, sanitizer's report. What a crash cuts
// off is its own: a stack that has run over, the log's queue itself, SIGKILL. Once a process, at the start of main().
void write_last_lines_in_a_crash();

}  // namespace tenstone::logging
