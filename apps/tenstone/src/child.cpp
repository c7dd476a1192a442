#include "child.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <system_error>
#include <unistd.h>

#include "own_name.hpp"

namespace tenstone::cli {
namespace {

[[noreturn]] void become(const std::vector<char*>& argv, int output, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(126);  // it died before the line above
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execv("/proc/self/exe", argv.data());
  _exit(127);
}

}  // namespace

Child::Child(std::string verb, std::vector<std::string> arguments) : verb_(std::move(verb)) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  output_ = Fd(ends[0]);
  const Fd theirs(ends[1]);
  fcntl(output_.get(), F_SETFL, O_NONBLOCK);

  std::string name = program_name();
  std::vector<char*> argv{name.data(), verb_.data()};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) become(argv, theirs.get(), parent);
}

void Child::signal(int number) const {
  if (running()) kill(pid_, number);
}

bool Child::read_lines(const std::function<void(std::string_view)>& on_line) {
  char buffer[16 * 1024];
  ssize_t got;
  while ((got = read(output_.get(), buffer, sizeof buffer)) > 0) {
    partial_.append(buffer, static_cast<std::size_t>(got));
    std::size_t from = 0;
    for (std::size_t end; (end = partial_.find('\n', from)) != partial_.npos; from = end + 1)
      on_line(std::string_view(partial_).substr(from, end - from));
    partial_.erase(0, from);
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (!partial_.empty()) on_line(std::exchange(partial_, {}));
  return false;
}

}  // namespace tenstone::cli
