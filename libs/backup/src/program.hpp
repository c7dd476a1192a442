// Runs a program of PostgreSQL. Blocks until it has ended.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::backup {

struct Program {
  std::filesystem::path path;
  std::vector<std::string> arguments = {};
  std::map<std::string, std::string> environment = {};  // beside our own; passwords stand here, never in arguments
};

// Passes what the program writes to `output`, and what `input` gives (an empty piece is the end) to the program. Its
// error output is kept apart, the last 16 KiB of it. A request to stop, and an error of `input` or `output`, ends the
// program by SIGTERM.
// Errors: backup_program_failed (it cannot be started, or its exit code is not 0; the detail has its error output),
// backup_cancelled, and those of `input` and `output`.
Result<void> run_program(const Program& program, const std::function<Result<std::string_view>()>& input,
                         const std::function<Result<void>(std::string_view)>& output, std::stop_token stop);

}  // namespace tenstone::backup
