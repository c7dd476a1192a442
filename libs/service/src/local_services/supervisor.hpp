// The owner of both servers. One thread; its only inputs are locks, children that end, and SIGTERM.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "local_services/lock.hpp"
#include "local_services/site.hpp"

namespace tenstone::service::local_services {

// Signals are blocked for good; SIGTERM and SIGINT are looked at where the supervisor waits. Holds
// LockByte::Supervisor.
class Supervisor {
 public:
  explicit Supervisor(const Folder& folder);

  void start();  // returns when both servers answer and LockByte::Ready is held
  // Returns when nobody has used the services for `grace`, the folder or its sockets were deleted, or SIGTERM came.
  // Starts again what dies.
  void watch(std::chrono::seconds grace);
  void stop();  // ends both servers and all their descendants, however far start() came

 private:
  void reap();
  void end_servers();
  bool pause(std::chrono::milliseconds time);
  void await_ready(const std::function<bool()>& ready, const pid_t& pid, std::string_view what);
  void await_postgres();
  void await_redis();
  void restart_the_dead();
  bool is_gone();

  using Steady = std::chrono::steady_clock;
  Site site_;
  pid_t postgres_ = 0, redis_ = 0;  // 0: does not run
  int redis_status_ = 0;            // how the last one ended
  bool stop_asked_ = false;
  int crashes_in_a_row_ = 0;
  Steady::time_point last_crash_{};
  int first_signal_;  // PostgreSQL's fast shutdown, or its immediate one when the folder was deleted
};

}  // namespace tenstone::service::local_services
