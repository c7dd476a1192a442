#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sys/syscall.h>
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

// Asks the supervisor that wrote its pid into the lock file. A pid may be another process by now, or in another
// container: the pidfd keeps it while its title is compared.
bool ask_to_stop(const Folder& folder) {
  const std::string text = tail(folder.dir.get(), "lock", 16);
  pid_t pid = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), pid).ec != std::errc() || pid <= 1) return false;
  const Fd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));  // glibc 2.36 declares it for C only
  std::string title;
  std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/cmdline"), title, '\0');
  return process && title == kSupervisorTitle &&
         syscall(SYS_pidfd_send_signal, process.get(), SIGTERM, nullptr, 0) == 0;
}

}  // namespace

void stop(const std::filesystem::path& path) {
  if (state(path) == State::Stopped) return;
  const Folder folder = open_folder(path);
  const auto begin = std::chrono::steady_clock::now();
  for (bool asked = false; is_held(folder.lock.get(), LockByte::Supervisor); std::this_thread::sleep_for(5ms)) {
    asked = ask_to_stop(folder) || asked;  // again and again: the first may have met a supervisor that just ended
    const auto waited = std::chrono::steady_clock::now() - begin;
    if (!asked && waited > 3s)
      throw failure(kElsewhere, path,
                    "has services that this process cannot stop: root started them, or they run in another container");
    if (waited > 60s) throw failure(kTooSlow, path, "has services that do not stop: its services.log says why");
  }
}

State state(const std::filesystem::path& path) {
  const Fd lock(open((path / "lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!lock || !is_held(lock.get(), LockByte::Supervisor)) return State::Stopped;
  if (is_held(lock.get(), LockByte::Ready)) return State::Running;
  return is_held_exclusively(lock.get(), LockByte::Users) ? State::Stopping : State::Starting;
}

}  // namespace tenstone::service::local_services
