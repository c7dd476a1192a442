#include "snapshot_file.hpp"

#include <fstream>
#include <iterator>

namespace tenstone::flags {

std::optional<Snapshot> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto snapshot = read_snapshot(text);
  return snapshot ? std::optional(std::move(*snapshot)) : std::nullopt;
}

}  // namespace tenstone::flags
