// How far a long piece of work is, as a line on stderr that is written over and over.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tenstone::cli {

// "[######--------------] 31 %"
std::string progress_bar(double share);

// "[######--------------] 31 %, 12.4 of 40.0 MB"; without a total: "12.4 MB".
std::string progress_line(std::uint64_t bytes, std::optional<std::uint64_t> total);

// Shows nothing where stderr is no terminal, nothing in the first second, and nothing while the terminal takes nothing:
// it never holds up the work.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { hide(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `text` is called ten times a second at most.
  void show(const std::function<std::string()>& text);
  // Before something else is written to the terminal.
  void hide();

 private:
  bool write(const std::string& text) const;

  const bool is_terminal_;
  std::chrono::steady_clock::time_point next_;
  bool is_shown_ = false;
};

// How many bytes are done.
class Progress {
 public:
  explicit Progress(std::optional<std::uint64_t> total) : total_(total) {}

  void done(std::uint64_t bytes);  // so many more
  void hide() { line_.hide(); }

 private:
  const std::optional<std::uint64_t> total_;
  std::uint64_t bytes_ = 0;
  ProgressLine line_;
};

}  // namespace tenstone::cli
