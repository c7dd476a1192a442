#include "snapshot_file.hpp"

#include <fstream>
#include <iterator>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/whole_file.hpp"

namespace tenstone::flags {

std::optional<Result<Snapshot>> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto line_end = bytes.find('\n');
  if (line_end == std::string::npos) return Result<Snapshot>(Error(kInternal, {}, "the file is not whole"));
  const std::string_view text = std::string_view(bytes).substr(line_end + 1);
  if (bytes.compare(0, line_end, to_hex(sha256(text))) != 0)
    return Result<Snapshot>(Error(kInternal, {}, "the file is not whole"));
  return read_snapshot(text, Source::File);
}

Result<void> write_file(const std::filesystem::path& file, std::string_view text) {
  return write_whole_file(file, to_hex(sha256(text)).append("\n").append(text), 0600);
}

}  // namespace tenstone::flags
