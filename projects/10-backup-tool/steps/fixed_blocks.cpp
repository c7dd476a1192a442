// It stores a version as blocks of one size, and each block once. What is inserted moves all blocks behind it.
//   10-backup-tool_fixed_blocks BEFORE AFTER: how much of AFTER is new
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_set>
#include <vector>

namespace {

std::string read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// [snippet:blocks]
std::vector<std::string> blocks(const std::string& bytes) {
  constexpr std::size_t kBlock = 16 * 1024;
  std::vector<std::string> all;
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) all.push_back(bytes.substr(at, kBlock));
  return all;
}
// [/snippet:blocks]

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto before = blocks(read(argv[1]));
  const std::unordered_set<std::string> known(before.begin(), before.end());
  std::size_t fresh = 0;
  const auto after = blocks(read(argv[2]));
  for (const auto& block : after) fresh += known.contains(block) ? 0 : 1;
  fmt::print("{} of {} blocks are new\n", fresh, after.size());
}
