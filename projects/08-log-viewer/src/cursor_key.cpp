#include "cursor_key.hpp"

#include <fstream>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/core/whole_file.hpp"

namespace tenstone::log_viewer {
namespace {

constexpr std::size_t kKeyBytes = 32;

std::string read_key(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string text;
  std::getline(in, text);
  return from_hex(text).value_or("");
}

}  // namespace

// Of two processes that start at once, both use the key that was written last.
Secret<std::string> cursor_key(const std::filesystem::path& file) {
  if (std::string kept = read_key(file); kept.size() == kKeyBytes) return Secret<std::string>(std::move(kept));
  const std::string text = to_hex(random_string(kKeyBytes)) + "\n";
  if (const auto written = write_whole_file(file, text, 0600); !written) throw Failure(written.error());
  return Secret<std::string>(read_key(file));
}

}  // namespace tenstone::log_viewer
