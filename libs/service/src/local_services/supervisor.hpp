// The owner of the servers. One thread; its only inputs are locks, children that end, and SIGTERM.
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

  void start();  // returns when the servers that are wanted answer and LockByte::Ready is held
  // Returns when nobody has used the services for `grace`, the folder or its sockets were deleted, or SIGTERM came.
  // Starts what somebody wants and does not run: it died, or nobody has wanted it before.
  void watch(std::chrono::seconds grace);
  void stop();  // ends the servers and all their descendants, however far start() came

 private:
  void reap();
  void end_servers();
  bool pause(std::chrono::milliseconds time);
  void await_ready(const std::function<bool()>& ready, const pid_t& pid, std::string_view what);
  void await_postgres();
  void await_redis();
  bool lacks_postgres() const;  // somebody wants it and it does not run
  bool lacks_redis() const;
  void start_what_lacks();
  void count_start();
  bool is_gone();

  using Steady = std::chrono::steady_clock;
  Site site_;
  pid_t postgres_ = 0, redis_ = 0;  // 0: does not run
  int redis_status_ = 0;            // how the last one ended
  bool stop_asked_ = false;
  int starts_in_a_row_ = 0;
  Steady::time_point last_start_{};
  int first_signal_;  // PostgreSQL's fast shutdown, or its immediate one when the folder was deleted
};

}  // namespace tenstone::service::local_services
