#pragma once
#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/core.h>
#include <string>
#include <unistd.h>

#include "temporary_folder.hpp"
#include "tenstone/core/fd.hpp"

namespace tenstone::log_view {

// A writer of numbered lines, which rotates its log as logrotate(8) does.
class Writer {
 public:
  enum class Way : std::uint8_t { Rename, Copy, Delete };
  static constexpr int kLines = 100'000, kKept = 50;

  Writer(const TemporaryFolder& folder, Way way) : folder_(folder), way_(way) {
    open();
    put(0);
  }
  // Lines that were written between the copy and the truncation can be lost.
  void run(int rotate_every, bool loses) {
    for (int i = 1; i < kLines;) {
      put(i++);
      if (i % rotate_every == 0 && i < kLines) i = rotate(i, loses);
    }
    is_done = true;
  }
  std::atomic<bool> is_done = false;

 private:
  void put(int number) {
    const std::string line = fmt::format("line {:06}\n", number);
    if (::write(file_.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
  }
  void open() { file_ = Fd(::open((folder_ / "a.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)); }
  void shift() {
    for (int i = kKept; i > 0; --i)
      if (const std::string from = fmt::format("a.log.{}", i); std::filesystem::exists(folder_ / from))
        folder_.rename(from, fmt::format("a.log.{}", i + 1));
    std::filesystem::remove(folder_ / fmt::format("a.log.{}", kKept + 1));
  }
  int rotate(int number, bool loses) {
    if (way_ == Way::Delete) {
      std::filesystem::remove(folder_ / "a.log");
      open();
      return number;
    }
    shift();
    if (way_ == Way::Rename) {
      folder_.rename("a.log", "a.log.1");
      for (int i = 0; i < 3; ++i) put(number++);  // before it opens the new one
      open();
      return number;
    }
    std::filesystem::copy_file(folder_ / "a.log", folder_ / "a.log.1");
    if (loses)
      for (int i = 0; i < 3; ++i) put(number++);
    if (ftruncate(file_.get(), 0) != 0) std::abort();
    return number;
  }

  const TemporaryFolder& folder_;
  const Way way_;
  Fd file_;
};

}  // namespace tenstone::log_view
