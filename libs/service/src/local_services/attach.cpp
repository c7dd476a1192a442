#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "local_services/folder.hpp"
#include "local_services/lock.hpp"
#include "local_services/supervisor_process.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto kPatience = 300s;      // PostgreSQL may have a crash to recover from
constexpr auto kReachable = 3s;       // a supervisor sees within 250 ms that its sockets were deleted
constexpr int kMaxSilentDeaths = 10;  // of supervisors in a row: killed by somebody, or never born

Failure system_failure(std::string_view what, int error) {
  return Failure(Error(kSystemCall, fmt::format("{} to start the local services", what), std::strerror(error)));
}

// posix_spawn, because the caller may have threads. Signals, session and files are the supervisor's to put right.
// /proc/self/exe is this very binary even after a rebuild.
void spawn_supervisor(const std::filesystem::path& folder, int report) {
  posix_spawn_file_actions_t files;
  if (posix_spawn_file_actions_init(&files) != 0) throw system_failure("No memory", ENOMEM);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, report, 1);
  const std::string path = std::filesystem::absolute(folder);  // the supervisor leaves our current folder
  const std::array argv{kSupervisorTitle, kSupervisorVerb, path.c_str(), static_cast<const char*>(nullptr)};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, "/proc/self/exe", &files, nullptr, const_cast<char**>(argv.data()), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0 && access("/proc/self/exe", F_OK) != 0)
    throw Failure(
        Error(kNoProc, "/proc is not mounted, and the local services need it. Run: mount -t proc proc /proc"));
  if (error != 0) throw system_failure("No process", error);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {  // the short first half; the daemon is nobody's child
  }
}

std::string read_report(const Fd& pipe, Steady::time_point end) {
  std::string report;
  for (std::array<char, 4096> part{};;) {
    pollfd readable{pipe.get(), POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now());
    if (left <= 0ms || poll(&readable, 1, static_cast<int>(left.count())) == 0) return report;
    const ssize_t got = read(pipe.get(), part.data(), part.size());
    if (got == 0 || (got < 0 && errno != EINTR)) return report;
    if (got > 0) report.append(part.data(), static_cast<std::size_t>(got));
  }
}

// False: the supervisor died without a word.
bool start_supervisor(const std::filesystem::path& folder, Steady::time_point end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw system_failure("No pipe", errno);
  const Fd ours(ends[0]);
  Fd theirs(ends[1]);
  spawn_supervisor(folder, theirs.get());
  theirs.reset();
  const std::string report = read_report(ours, end);
  if (const auto error = error_in(report)) throw Failure(*error);
  return !report.empty();
}

void nap(Steady::time_point begin, const std::filesystem::path& folder) {
  const auto waited = Steady::now() - begin;
  if (waited > kPatience)
    throw failure(kTooSlow, folder, "gets no services in time: its services.log says what they are waiting for");
  std::this_thread::sleep_for(waited < 1s ? 3ms : 20ms);
}

// What is needed runs and has answered, once LockByte::Ready is held. A supervisor sees a new wish within 250 ms.
bool run(int lock, Needs needs) {
  return (!needs.postgres || is_held(lock, LockByte::Postgres)) && (!needs.redis || is_held(lock, LockByte::Redis));
}

// "" when a socket that is needed cannot be reached.
std::string reachable_run_dir(const Folder& folder, Needs needs) {
  std::array<char, 108> target{};  // of sun_path in sockaddr_un
  if (readlinkat(folder.dir.get(), "run", target.data(), target.size() - 1) <= 0) return "";
  const std::string run_dir = target.data();
  const auto reaches = [&](const char* socket) { return access((run_dir + socket).c_str(), R_OK | W_OK) == 0; };
  const bool all = (!needs.postgres || reaches("/.s.PGSQL.5432")) && (!needs.redis || reaches("/redis.sock"));
  return all ? run_dir : "";
}

}  // namespace

Attachment attach(const std::filesystem::path& path, Needs needs) {
  if (std::strcmp(program_invocation_name, kSupervisorTitle) == 0)
    throw Failure(Error(kUnhandledVerb));  // an endless chain
  const auto begin = Steady::now();
  Folder folder = open_folder(path);
  const int lock = folder.lock.get();
  while (!lock_shared(lock, LockByte::Users)) nap(begin, path);  // only while a supervisor is stopping
  // From here on no supervisor can decide to stop.
  if (needs.postgres) lock_shared(lock, LockByte::NeedPostgres);
  if (needs.redis) lock_shared(lock, LockByte::NeedRedis);
  std::optional<Steady::time_point> unreachable_since;
  for (int silent_deaths = 0;; nap(begin, path)) {
    if (!is_held(lock, LockByte::Ready) && !is_held(lock, LockByte::Supervisor))
      if (!start_supervisor(path, begin + kPatience) && ++silent_deaths > kMaxSilentDeaths)
        throw Failure(Error(kNoSupervisor));
    if (!is_held(lock, LockByte::Ready) || !run(lock, needs)) {  // somebody is starting them
      unreachable_since.reset();
      continue;
    }
    if (const std::string run_dir = reachable_run_dir(folder, needs); !run_dir.empty())
      return {std::move(folder.lock), run_dir,
              needs.postgres ? fmt::format("postgresql:///tenstone?user=tenstone&host={}", run_dir) : "",
              needs.redis ? fmt::format("unix://{}/redis.sock", run_dir) : ""};
    if (!unreachable_since) unreachable_since = Steady::now();
    if (Steady::now() - *unreachable_since > kReachable)
      throw failure(kElsewhere, path,
                    "has services that this process cannot reach: root started them, or they run in another container. "
                    "Stop them there, or set TENSTONE_DATA to another folder");
  }
}

}  // namespace tenstone::service::local_services
