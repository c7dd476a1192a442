#pragma once

namespace tenstone::logging {

// Every log file of this process is opened again by its path before the next line that goes there: after another
// program has renamed it. What cannot be opened stays as it is, and is said like a write that failed. From any thread.
void open_files_again();

}  // namespace tenstone::logging
