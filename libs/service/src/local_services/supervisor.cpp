#include "local_services/supervisor.hpp"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "local_services/child.hpp"
#include "local_services/log_file.hpp"
#include "local_services/postgres_server.hpp"
#include "local_services/redis_server.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
using namespace std::chrono_literals;

constexpr auto kStartPatience = 280s;  // crash recovery may be long; users wait for 300
constexpr int kMaxStartsInARow = 5;
constexpr auto kInARow = 30s;  // starts further apart are not one trouble

int lock_of(const Site& site) { return site.folder.lock.get(); }

constexpr std::array kServers{std::pair("postgres", LockByte::Postgres), std::pair("redis", LockByte::Redis)};

// Empty when there is none: nobody has needed this server yet.
Fd server_dir(const Site& site, const char* name) {
  return Fd(openat(site.folder.dir.get(), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

bool died_by_itself(int status) { return WIFEXITED(status) && WEXITSTATUS(status) != 0; }

}  // namespace

Supervisor::Supervisor(const Folder& folder) : site_{folder, {}, {}}, first_signal_(SIGINT) {}

void Supervisor::start() {
  site_.identity = identity_for(site_.folder.owner);
  site_.run_dir = make_run_dir(site_.folder, site_.identity);
  // While Ready is held, the bytes of the servers say what runs: servers of a supervisor that was killed must be gone.
  for (const auto& [name, byte] : kServers)
    if (const Fd dir = server_dir(site_, name); dir) await_descendants(site_.folder, byte, dir.get());
  start_what_lacks();
}

void Supervisor::watch(std::chrono::seconds grace) {
  for (auto last_used = Steady::now(); pause(250ms);) {
    if (is_gone()) return;
    rotate_log(site_.folder);
    if (lacks_postgres() || lacks_redis()) count_start();
    start_what_lacks();
    if (!lock_exclusive(lock_of(site_), LockByte::Users)) {
      last_used = Steady::now();
    } else if (Steady::now() - last_used > grace) {
      return;  // keeps the byte: newcomers wait for our end, then start afresh
    } else {
      unlock(lock_of(site_), LockByte::Users);
    }
  }
}

void Supervisor::stop() {
  unlock(lock_of(site_), LockByte::Ready);
  end_servers();
  for (const auto& [name, byte] : kServers)
    if (const Fd dir = server_dir(site_, name); dir)
      if (!descendants_end(site_.folder, byte, dir.get()))
        console::print_error("local services: processes in {} do not end\n", name);
  reap();
  if (!site_.run_dir.empty()) remove_run_dir(site_);
}

void Supervisor::end_servers() {
  const std::array signals{first_signal_, SIGQUIT, SIGKILL};  // then PostgreSQL's immediate shutdown, then dead
  const auto begin = Steady::now();
  std::size_t sent = 0;
  for (reap(); postgres_ || redis_; reap()) {
    if (sent < signals.size() && Steady::now() - begin >= sent * 8s) {
      if (postgres_) kill(postgres_, signals[sent]);
      if (redis_) kill(redis_, signals[sent] == SIGKILL ? SIGKILL : SIGTERM);  // SIGTERM syncs its log
      ++sent;
    }
    std::this_thread::sleep_for(5ms);
  }
}

// Orphaned backends are among the children: the supervisor is their subreaper.
void Supervisor::reap() {
  int status = 0;
  pid_t pid = 0;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid != postgres_ && pid != redis_) continue;
    unlock(lock_of(site_), LockByte::Ready);
    if (pid == redis_) redis_status_ = status;
    (pid == postgres_ ? postgres_ : redis_) = 0;
  }
}

// Sleeps, at most until a signal (a child's end is one). False when a stop was asked for.
bool Supervisor::pause(std::chrono::milliseconds time) {
  sigset_t all;
  sigfillset(&all);
  const timespec tick{0, static_cast<long>(std::chrono::nanoseconds(time).count())};
  const int signal = sigtimedwait(&all, nullptr, &tick);
  if (signal == SIGTERM || signal == SIGINT) stop_asked_ = true;
  reap();
  return !stop_asked_;
}

void Supervisor::await_ready(const std::function<bool()>& ready, const pid_t& pid, std::string_view what) {
  for (const auto begin = Steady::now(); !ready();) {
    if (!pid || Steady::now() - begin > kStartPatience) throw server_failure(site_, what);
    if (!pause(5ms)) throw failure(kTooSlow, site_.folder.path, "was asked to stop its services while they started");
  }
}

void Supervisor::await_postgres() {
  await_ready([this] { return postgres_is_ready(site_); }, postgres_, "postgres");
  ensure_database(site_);
}

// Redis is only a copy: when it refuses its own data, it starts without, and PostgreSQL stays the truth. When it
// refuses to start empty too, the data was not the reason.
void Supervisor::await_redis() {
  const auto answers = [this] { return redis_answers(site_); };
  try {
    return await_ready(answers, redis_, "redis-server");
  } catch (const Failure&) {
    if (redis_ || stop_asked_ || !died_by_itself(redis_status_)) throw;
  }
  const std::string aside = set_redis_aside(site_);
  redis_ = start_redis(site_);
  try {
    await_ready(answers, redis_, "redis-server");
  } catch (const Failure&) {
    if (!redis_) bring_redis_back(site_, aside);
    throw;
  }
  console::print_error("local services: Redis could not read its data; it started empty, and the old data is in {}\n",
                       aside);
}

bool Supervisor::lacks_postgres() const { return !postgres_ && is_held(lock_of(site_), LockByte::NeedPostgres); }
bool Supervisor::lacks_redis() const { return !redis_ && is_held(lock_of(site_), LockByte::NeedRedis); }

void Supervisor::start_what_lacks() {
  const bool postgres = lacks_postgres(), redis = lacks_redis();
  if (postgres || redis) unlock(lock_of(site_), LockByte::Ready);
  if (redis) redis_ = start_redis(site_);  // reads its log while PostgreSQL starts
  if (postgres) {
    ensure_cluster(site_);
    postgres_ = start_postgres(site_);
    await_postgres();
  }
  if (redis) await_redis();
  if (!lacks_postgres() && !lacks_redis()) lock_exclusive(lock_of(site_), LockByte::Ready);
}

void Supervisor::count_start() {
  starts_in_a_row_ = Steady::now() - last_start_ < kInARow ? starts_in_a_row_ + 1 : 1;
  last_start_ = Steady::now();
  if (starts_in_a_row_ > kMaxStartsInARow) throw server_failure(site_, "a server, again and again,");
}

// The folder was deleted, or a socket was.
bool Supervisor::is_gone() {
  struct stat lock{};
  if (fstat(lock_of(site_), &lock) != 0 || lock.st_nlink == 0) {
    first_signal_ = SIGQUIT;
    return true;
  }
  return (postgres_ && access((site_.run_dir + "/.s.PGSQL.5432").c_str(), F_OK) != 0) ||
         (redis_ && access((site_.run_dir + "/redis.sock").c_str(), F_OK) != 0);
}

}  // namespace tenstone::service::local_services
