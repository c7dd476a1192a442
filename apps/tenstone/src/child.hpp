// A child process of `tenstone up`: another verb of this binary, whose log lines come back through a pipe.
#pragma once
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tenstone/core/fd.hpp"

namespace tenstone::cli {

class Child {
 public:
  // Starts `<this binary> verb arguments…` with stdout and stderr in one pipe. In a process group of its own, so that
  // Ctrl-C in the terminal reaches only us; told to stop when we die in any way, so nothing is left running.
  // Throws std::system_error.
  Child(std::string verb, std::vector<std::string> arguments);
  Child(Child&&) noexcept = default;
  Child& operator=(Child&&) noexcept = default;

  const std::string& verb() const { return verb_; }
  pid_t pid() const { return pid_; }
  int output() const { return output_.get(); }
  bool running() const { return pid_ > 0; }
  void signal(int number) const;
  // Hands each whole line that has arrived to `on_line`; the rest, too, once the child has closed its end.
  // False when it has. Does not block.
  bool read_lines(const std::function<void(std::string_view)>& on_line);
  // The child with this pid has been reaped.
  void ended() { pid_ = 0; }

 private:
  std::string verb_;
  pid_t pid_ = 0;
  Fd output_;
  std::string partial_;
};

}  // namespace tenstone::cli
