#include "local_services/child.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kCannotBecome = 126, kCannotExecute = 127;  // exit codes, as a shell has them

bool become(const Identity& identity) {
  return geteuid() != 0 || (initgroups(identity.name.c_str(), identity.gid) == 0 &&
                            setresgid(identity.gid, identity.gid, identity.gid) == 0 &&
                            setresuid(identity.uid, identity.uid, identity.uid) == 0);
}

// After fork(). The lock file stays open as descriptor 4 and is not closed by exec: that is how descendants hold it.
[[noreturn]] void run(const Child& child, const Identity& identity, int lock_file, pid_t supervisor) {
  if (!become(identity)) _exit(kCannotBecome);
  prctl(PR_SET_PDEATHSIG, child.signal_on_parent_death);  // after setuid, which clears it
  if (getppid() != supervisor) _exit(kCannotBecome);
  const int dir = fcntl(child.dir, F_DUPFD, 10), lock = fcntl(lock_file, F_DUPFD, 10);
  if (dup2(2, 1) < 0 || dup2(dir, 3) < 0 || dup2(lock, 4) < 0) _exit(kCannotBecome);
  if (child.before && fchdir(3) == 0) child.before();
  close_range(5, ~0U, 0);
  if (chdir("/") != 0) _exit(kCannotBecome);  // PostgreSQL must be able to come back to its current folder
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::vector<char*> argv;
  for (const auto& word : child.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const char* environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", nullptr};
  execve(child.program.c_str(), argv.data(), const_cast<char**>(environment));
  _exit(kCannotExecute);
}

void kill_all_in(int dir) {
  struct stat mine{}, other{};
  if (fstat(dir, &mine) != 0) return;
  std::error_code ignored;  // processes come and go while we look
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr != name.data() + name.size() || pid <= 1)
      continue;
    if (stat((entry.path() / "cwd/.").c_str(), &other) == 0 && other.st_ino == mine.st_ino &&
        other.st_dev == mine.st_dev)
      kill(pid, SIGKILL);
  }
}

}  // namespace

pid_t spawn(const Folder& folder, const Identity& identity, const Child& child) {
  const Fd lock(openat(folder.dir.get(), "lock", O_RDWR | O_CLOEXEC));  // a description of its own, for the child
  if (!lock || !lock_exclusive(lock.get(), child.byte))
    throw failure(kServerFailed, folder.path, "still has an old server, or lost its lock file", errno);
  const pid_t me = getpid(), pid = fork();
  if (pid == 0) run(child, identity, lock.get(), me);
  if (pid < 0)
    throw Failure(Error(kSystemCall, "No process could be started for a local service", std::strerror(errno)));
  return pid;
}

bool descendants_end(const Folder& folder, LockByte byte, int dir) {
  for (const auto begin = Steady::now(); is_held(folder.lock.get(), byte); std::this_thread::sleep_for(5ms)) {
    if (Steady::now() - begin > 20s) return false;
    if (Steady::now() - begin > 5s) kill_all_in(dir);
  }
  return true;
}

void await_descendants(const Folder& folder, LockByte byte, int dir) {
  if (!descendants_end(folder, byte, dir))
    throw failure(kElsewhere, folder.path,
                  "is still used by old servers that do not end. Are they in another container? Stop them there first");
}

}  // namespace tenstone::service::local_services
