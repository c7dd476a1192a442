#include "snapshot_file.hpp"

#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace tenstone::flags {

std::optional<Snapshot> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto snapshot = read_snapshot(text);
  return snapshot ? std::optional(std::move(*snapshot)) : std::nullopt;
}

bool write_file(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path part = fmt::format("{}.{}", file.string(), getpid());
  std::error_code error;
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (out) std::filesystem::rename(part, file, error);
  if (out && !error) return true;
  std::filesystem::remove(part, error);
  return false;
}

}  // namespace tenstone::flags
