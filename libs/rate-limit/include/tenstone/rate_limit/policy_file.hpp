// The document in a file, and what holds while it is being edited; or the one that a program was built with.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <string_view>

#include "tenstone/logging/logger.hpp"
#include "tenstone/rate_limit/rules.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::rate_limit {

// One a process. What it is given must outlive it, and the loops must outlive or have stopped before it.
class PolicyFile {
 public:
  static constexpr std::chrono::milliseconds kLook{1000};

  // Reads the file; without one (empty), `built_in` holds. Blocks. Throws Failure: limit_policies_invalid, whose
  // message has a line for every fault, also when the file cannot be read; invalid_json and the like.
  PolicyFile(runtime::Loops& loops, runtime::BlockingPool& blocking, logging::Logger log, std::filesystem::path file,
             std::string_view built_in = {});
  ~PolicyFile();
  PolicyFile(const PolicyFile&) = delete;

  const PublishedRules& rules() const;

  // With all of its routes: a policy about a route that there is not would never hold. Throws Failure:
  // limit_policies_invalid; what is read later is refused for it, too. `app` must outlive stop(). Before start().
  void check_against(const http::App& app);

  // Looks at the file, if there is one, every kLook, on the blocking pool, and publishes what has changed:
  // limits.changed. One that is wrong or away leaves what holds, with one line in the log: limits.refused. From any
  // thread, before or after the loops run.
  void start();
  // On loops[0], before the loops go.
  Task<> stop();
  // Looks now. On loops[0]; not while start()ed.
  Task<> look();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::rate_limit
