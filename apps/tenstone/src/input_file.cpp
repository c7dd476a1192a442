#include "input_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <fstream>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

#include "tenstone/core/error.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kFileUnreadable{ErrorKind::NotFound, "file_unreadable", "The file cannot be read"};

std::string read_all(std::istream& in, std::size_t most) {
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

std::string read_input(const std::string& file, std::size_t most) {
  if (file == "-") return read_all(std::cin, most);
  std::ifstream in(file, std::ios::binary);
  std::string text = read_all(in, most);
  if (!in.is_open() || in.bad()) throw Failure(Error(kFileUnreadable, fmt::format("cannot read {}", file)));
  return text;
}

InputFile::InputFile(std::string name) : name_(std::move(name)), buffer_(256 * 1024) {
  if (name_ == "-") return;
  file_ = Fd(open(name_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file_) refuse();
}

std::string_view InputFile::read() {
  while (true) {
    const ssize_t size = ::read(file_ ? file_.get() : STDIN_FILENO, buffer_.data(), buffer_.size());
    if (size >= 0) return {buffer_.data(), static_cast<std::size_t>(size)};
    if (errno != EINTR) refuse();
  }
}

std::optional<std::uint64_t> InputFile::size() const {
  struct stat about{};
  if (fstat(file_ ? file_.get() : STDIN_FILENO, &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(about.st_size);
}

void InputFile::refuse() const {
  throw Failure(Error(kFileUnreadable,
                      fmt::format("cannot read {}: {}; name a file, or - for stdin", name_, std::strerror(errno))));
}

}  // namespace tenstone::cli
