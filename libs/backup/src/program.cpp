#include "program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tenstone/backup/run_errors.hpp"
#include "tenstone/core/fd.hpp"

namespace tenstone::backup {
namespace {
constexpr std::size_t kKeptErrors = 16 << 10U;
constexpr std::size_t kReadBytes = 64 << 10U;

Error failed(const Program& program, std::string_view what, std::string_view said) {
  return Error(kBackupProgramFailed, fmt::format("{} {}", program.path.filename().string(), what), std::string(said));
}

// Pairs of sockets, since a write to a socket can be told not to raise SIGPIPE.
struct Channel {
  Fd ours, theirs;
};

std::optional<Channel> open_channel() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
  return Channel{Fd(ends[0]), Fd(ends[1])};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_of(const Program& program) {
  std::vector<std::string> all;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view entry(*one);
    if (!program.environment.contains(std::string(entry.substr(0, entry.find('='))))) all.emplace_back(entry);
  }
  for (const auto& [name, value] : program.environment) all.push_back(name + '=' + value);
  return all;
}

// An error number, or 0.
int spawn(const Program& program, const std::array<Channel, 3>& channels, pid_t& pid) {
  std::vector<std::string> arguments{program.path};
  arguments.insert(arguments.end(), program.arguments.begin(), program.arguments.end());
  std::vector<std::string> environment = environment_of(program);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (int number = 0; number < 3; ++number)
    posix_spawn_file_actions_adddup2(&files, channels[static_cast<std::size_t>(number)].theirs.get(), number);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int error = posix_spawn(&pid, program.path.c_str(), &files, &attributes, pointers(arguments).data(),
                                pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

// Carries the bytes between the program and the functions until the program has closed its outputs.
class Exchange {
 public:
  Exchange(std::array<Channel, 3>& channels, const std::function<Result<std::string_view>()>& input,
           const std::function<Result<void>(std::string_view)>& output)
      : in_(channels[0].ours), out_(channels[1].ours), err_(channels[2].ours), input_(input), output_(output) {}

  Result<void> run() {
    while (out_ || err_) {
      std::array<pollfd, 3> sockets{
          {{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};  // -1: not polled
      if (poll(sockets.data(), sockets.size(), -1) < 0 && errno != EINTR) break;
      if (sockets[2].revents != 0) keep_errors();
      if (sockets[1].revents != 0)
        if (auto passed = pass_output(); !passed) return passed;
      if (sockets[0].revents != 0)
        if (auto sent = send_input(); !sent) return sent;
    }
    return {};
  }
  const std::string& errors() const { return errors_; }

 private:
  // Empty: it is closed now.
  std::string_view receive(Fd& from) {
    const ssize_t got = recv(from.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got > 0) return {buffer_.data(), static_cast<std::size_t>(got)};
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) from.reset();
    return {};
  }
  void keep_errors() {
    errors_ += receive(err_);
    if (errors_.size() > kKeptErrors) errors_.erase(0, errors_.size() - kKeptErrors);
  }
  Result<void> pass_output() {
    const std::string_view piece = receive(out_);
    return piece.empty() ? Result<void>() : output_(piece);
  }
  Result<void> send_input() {
    if (left_.empty()) {
      const auto piece = input_();
      if (!piece) return piece.error();
      left_ = *piece;
    }
    const ssize_t sent = left_.empty() ? -1 : send(in_.get(), left_.data(), left_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0)
      left_.remove_prefix(static_cast<std::size_t>(sent));
    else if (left_.empty() || (errno != EAGAIN && errno != EINTR))
      in_.reset();  // the end; or the program reads no more, and its exit code says why
    return {};
  }

  Fd &in_, &out_, &err_;
  const std::function<Result<std::string_view>()>& input_;
  const std::function<Result<void>(std::string_view)>& output_;
  std::string_view left_;
  std::string errors_;
  std::string buffer_ = std::string(kReadBytes, '\0');
};

Result<void> verdict(const Program& program, int status, const std::string& said) {
  // [snippet:verdict]
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  // [/snippet:verdict]
  return failed(program,
                WIFSIGNALED(status) ? fmt::format("was ended by signal {}", WTERMSIG(status))
                                    : fmt::format("failed with exit code {}", WEXITSTATUS(status)),
                said);
}

}  // namespace

Result<void> run_program(const Program& program, const std::function<Result<std::string_view>()>& input,
                         const std::function<Result<void>(std::string_view)>& output, std::stop_token stop) {
  std::array<Channel, 3> channels;
  for (auto& channel : channels) {
    auto opened = open_channel();
    if (!opened) return failed(program, "was not started", std::strerror(errno));
    channel = std::move(*opened);
  }
  pid_t pid = 0;
  if (const int error = spawn(program, channels, pid); error != 0)
    return failed(program, "was not started", std::strerror(error));
  for (auto& channel : channels) channel.theirs.reset();
  Exchange exchange(channels, input, output);
  Result<void> exchanged;
  {
    const std::stop_callback end(stop, [pid] { kill(pid, SIGTERM); });
    exchanged = exchange.run();
    if (!exchanged) kill(pid, SIGTERM);
    for (auto& channel : channels) channel.ours.reset();
    siginfo_t ended{};
    while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
  }
  int status = 0;
  waitpid(pid, &status, 0);  // only here does the number become free
  if (stop.stop_requested()) return Error(kBackupCancelled);
  if (!exchanged) return exchanged;
  return verdict(program, status, exchange.errors());
}

}  // namespace tenstone::backup
