#include "supervise.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "child.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/logging/human.hpp"

namespace tenstone::cli {
namespace {
using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto kTick = 100ms;
constexpr auto kReadyDeadline = 30s;
constexpr auto kRestartPause = 500ms;
constexpr auto kDrainDeadline = 40s;  // a worker drains for at most 30 s

class Supervisor {
 public:
  Supervisor(const std::vector<Program>& programs, Fd log, std::function<void()> on_ready)
      : programs_(programs),
        log_(std::move(log)),
        on_ready_(std::move(on_ready)),
        colour_(isatty(STDOUT_FILENO) == 1) {}

  int run() {
    sigset_t watched;
    sigemptyset(&watched);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&watched, number);
    sigprocmask(SIG_BLOCK, &watched, nullptr);
    signals_ = Fd(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
    for (const Program& program : programs_) slots_.push_back({Child(program.verb, program.arguments), {}});
    started_ = std::chrono::steady_clock::now();
    while (!over()) {
      wait();
      read_signals();
      reap();
      if (stopping_)
        give_up_when_late();
      else
        keep_running();
    }
    for (Slot& slot : slots_) drain_output(slot);
    return killed_ || !ready_ ? 1 : 0;
  }

 private:
  struct Slot {
    Child child;
    SteadyTime again_at;
  };

  bool over() const {
    return stopping_ && std::ranges::none_of(slots_, [](const Slot& slot) { return slot.child.running(); });
  }

  void wait() {
    std::vector<pollfd> watched{{signals_.get(), POLLIN, 0}};
    for (const Slot& slot : slots_)
      if (slot.child.running()) watched.push_back({slot.child.output(), POLLIN, 0});
    poll(watched.data(), watched.size(), static_cast<int>(kTick.count()));
    for (Slot& slot : slots_)
      if (slot.child.running()) drain_output(slot);
  }

  void drain_output(Slot& slot) {
    slot.child.read_lines([this](std::string_view line) {
      const std::string raw = std::string(line) + "\n";
      if (::write(log_.get(), raw.data(), raw.size()) < 0) {
      }  // a full disk must not stop what runs; the terminal still shows the line
      static_cast<void>(console::write(stdout, logging::humanise(line, colour_) + "\n"));
    });
    std::fflush(stdout);
  }

  void read_signals() {
    signalfd_siginfo info;
    while (read(signals_.get(), &info, sizeof info) == sizeof info) {
      if (info.ssi_signo == SIGCHLD) continue;
      if (stopping_) {
        for (const Slot& slot : slots_) slot.child.signal(SIGKILL);
        killed_ = true;
        continue;
      }
      stop();
    }
  }

  void stop() {
    stopping_ = true;
    stop_at_ = std::chrono::steady_clock::now() + kDrainDeadline;
    console::print("Stopping: what runs may finish. Press Ctrl-C again to end it at once.\n");
    std::fflush(stdout);
    for (const Slot& slot : slots_) slot.child.signal(SIGTERM);
  }

  void give_up_when_late() {
    if (std::chrono::steady_clock::now() < stop_at_) return;
    for (const Slot& slot : slots_) slot.child.signal(SIGKILL);
    killed_ = true;
  }

  void reap() {
    int status = 0;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
      for (Slot& slot : slots_) {
        if (slot.child.pid() != pid) continue;
        drain_output(slot);
        slot.child.ended();
        slot.again_at = std::chrono::steady_clock::now() + kRestartPause;
        on_end(slot, status);
      }
    }
  }

  void on_end(const Slot& slot, int status) {
    if (stopping_) {
      killed_ = killed_ || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
      return;
    }
    const std::string how = WIFSIGNALED(status) ? fmt::format("was killed by signal {}", WTERMSIG(status))
                                                : fmt::format("ended with {}", WEXITSTATUS(status));
    if (ready_) {
      console::print("{} {}; starting it again.\n", slot.child.verb(), how);
    } else {
      console::print("{} {} before it was ready.\n", slot.child.verb(), how);
      stop();
    }
    std::fflush(stdout);
  }

  void keep_running() {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (!slots_[i].child.running() && std::chrono::steady_clock::now() >= slots_[i].again_at)
        slots_[i].child = Child(programs_[i].verb, programs_[i].arguments);
    const auto now = std::chrono::steady_clock::now();
    if (ready_ || now < probe_at_) return;
    probe_at_ = now + kTick;
    ready_ = std::ranges::all_of(
        programs_, [](const Program& program) { return service::probe(program.server, "/readyz", 1s).has_value(); });
    if (ready_)
      on_ready_();
    else if (std::chrono::steady_clock::now() - started_ > kReadyDeadline) {
      console::print("api and worker did not get ready within {} s.\n", kReadyDeadline.count());
      stop();
    }
  }

  const std::vector<Program>& programs_;
  Fd log_, signals_;
  std::function<void()> on_ready_;
  const bool colour_;
  std::vector<Slot> slots_;
  bool ready_ = false, stopping_ = false, killed_ = false;
  SteadyTime started_, stop_at_, probe_at_;
};

// Whoever may write to its folder must not choose which file gets the lines.
Fd open_log(const std::filesystem::path& path) {
  Fd log(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  struct stat status{};
  if (!log) throw std::system_error(errno, std::generic_category(), path.string());
  if (fstat(log.get(), &status) != 0 || !S_ISREG(status.st_mode))
    throw std::runtime_error(path.string() + " is no file: remove it");
  return log;
}

}  // namespace

int supervise(const std::vector<Program>& programs, const std::filesystem::path& log_file,
              const std::function<void()>& on_ready) {
  return Supervisor(programs, open_log(log_file), on_ready).run();
}

}  // namespace tenstone::cli
