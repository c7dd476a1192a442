#include "local_services/supervisor_process.hpp"

#include <cstdio>
#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "local_services/log_file.hpp"
#include "local_services/supervisor.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
using namespace std::chrono_literals;

constexpr auto kGrace = 5s;  // users that come and go (a test run, a restart) find the servers warm

void detach_from_starter() {
  for (int number = 1; number < SIGRTMIN; ++number) signal(number, SIG_DFL);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  setsid();
  umask(077);
  prctl(PR_SET_NAME, "tenstone-servic");  // 15 bytes are all there is
  prctl(PR_SET_CHILD_SUBREAPER, 1);       // a dead postmaster's children become ours
}

void say(Fd& report, std::string_view text) {
  // A starter that has died leaves nobody to tell.
  if (write(report.get(), text.data(), text.size()) < 0) console::print_error("local services: nobody listens\n");
  report.reset();
}

void write_down(const Folder& folder, const Fd& log) {
  const std::string pid = fmt::format("{}\n", getpid());  // for stop() only
  if (ftruncate(folder.lock.get(), 0) != 0 || pwrite(folder.lock.get(), pid.data(), pid.size(), 0) < 0)
    throw failure(errno == ENOSPC ? kDiskFull : kFolderUnusable, folder.path, "does not let its file `lock` be written",
                  errno);
  if (dup2(log.get(), 1) < 0 || dup2(log.get(), 2) < 0 || chdir("/") != 0) throw Failure(Error(kSystemCall));
}

void serve(const Folder& folder, Fd& report) {
  if (!lock_exclusive(folder.lock.get(), LockByte::Supervisor)) return say(report, kTakenReport);
  const Fd log = open_log(folder);
  write_down(folder, log);
  rotate_log(folder);
  Supervisor supervisor(folder);
  try {
    supervisor.start();
    say(report, kReadyReport);
    supervisor.watch(kGrace);
  } catch (...) {
    supervisor.stop();
    throw;
  }
  supervisor.stop();
}

}  // namespace

std::string report_of(const Error& error) {
  return fmt::format("{}\n{}{}", error.code, error.message, error.detail.empty() ? "" : " (" + error.detail + ")");
}

std::optional<Error> error_in(std::string_view report) {
  if (report.empty() || report == kReadyReport || report == kTakenReport) return {};
  const auto line = report.find('\n');
  const std::string_view name = report.substr(0, line);
  const std::string text(line == report.npos ? report : report.substr(line + 1));
  for (const ErrorCode* code : error_codes())
    if (code->name() == name) return Error(*code, text);
  return Error(kServerFailed, std::string(report));
}

int supervise(const std::string& path) {
  close_range(3, ~0U, 0);  // the starter's files are not ours to keep open
  Fd report(fcntl(1, F_DUPFD_CLOEXEC, 3));
  if (const pid_t pid = fork(); pid != 0) _exit(pid < 0);  // the starter has waited for this half
  try {
    detach_from_starter();
    serve(open_folder(path), report);
    return 0;
  } catch (const Failure& failure) {
    console::print_error("local services: {}\n", failure.what());
    say(report, report_of(failure.error()));
  } catch (const std::exception& error) {
    console::print_error("local services: {}\n", error.what());
    say(report,
        report_of(Error(kServerFailed, fmt::format("The services of {} cannot start: {}", path, error.what()))));
  }
  return 1;
}

}  // namespace tenstone::service::local_services
