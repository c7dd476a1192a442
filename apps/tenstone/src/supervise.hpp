// Runs api and worker as children until a signal: starts them again when one dies, shows their logs, stops them.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tenstone/service/probe.hpp"

namespace tenstone::cli {

struct Program {
  std::string verb;                    // "api"
  std::vector<std::string> arguments;  // of that verb
  service::Server server;              // where its /readyz answers
};

// Blocks until SIGINT or SIGTERM, then lets the children drain; a second signal kills them. `on_ready` is called once,
// when every child has said that it is ready. `log_file` gets the children's lines as they are, stdout as people read
// them. Returns 0 when the children drained, 1 when they had to be killed or never got ready. For a program's only
// thread.
int supervise(const std::vector<Program>& programs, const std::filesystem::path& log_file,
              const std::function<void()>& on_ready);

}  // namespace tenstone::cli
