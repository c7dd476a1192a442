#include "input_file.hpp"

#include <fmt/core.h>
#include <fstream>
#include <iostream>

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

}  // namespace tenstone::cli
