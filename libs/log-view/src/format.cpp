#include "tenstone/log_view/format.hpp"

#include <algorithm>
#include <vector>

namespace tenstone::log_view {
namespace {

constexpr std::size_t kLinesOfABlock = 100;  // enough to tell, and a file is opened in a millisecond
constexpr std::size_t kLongestSample = 16 * 1024;
constexpr double kEnough = 0.6, kNearlyAsMuch = 0.95, kOther = 0.05;

void add_lines(std::string_view block, bool is_first, std::vector<std::string_view>& out) {
  if (!is_first) block.remove_prefix(std::min(block.find('\n'), block.size() - 1) + 1);
  for (std::size_t count = 0; count < kLinesOfABlock && !block.empty(); ++count) {
    const std::size_t end = block.find('\n');
    if (end == block.npos && !(is_first && count == 0)) return;
    std::string_view line = block.substr(0, end);
    block.remove_prefix(end == block.npos ? block.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && line.size() <= kLongestSample && line[0] != ' ' && line[0] != '\t') out.push_back(line);
  }
}

std::size_t size_of(const std::vector<std::string_view>& lines) {
  std::size_t size = 0;
  for (const std::string_view line : lines) size += line.size() + 1;
  return size;
}

// The first of the layouts that match nearly as much as the best one; nullptr: none matches `least` bytes.
const Layout* best(const std::vector<std::string_view>& lines, double least) {
  Entry entry;
  std::vector<std::size_t> scores;
  for (const Layout& layout : layouts()) {
    std::size_t score = 0;
    if (&layout != &plain_layout())
      for (const std::string_view line : lines) score += layout.parse(line, entry) ? line.size() + 1 : 0;
    scores.push_back(score);
  }
  const auto most = static_cast<double>(std::ranges::max(scores));
  if (most == 0 || most < least) return nullptr;
  const auto found = std::ranges::find_if(
      scores, [&](std::size_t score) { return static_cast<double>(score) >= std::max(most * kNearlyAsMuch, least); });
  return &layouts()[static_cast<std::size_t>(found - scores.begin())];
}

}  // namespace

Format detect(std::span<const std::string_view> blocks) {
  std::vector<std::string_view> lines;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (!blocks[i].empty()) add_lines(blocks[i], i == 0, lines);
  const auto all = static_cast<double>(size_of(lines));
  const Layout* const layout = best(lines, all * kEnough);
  if (layout == nullptr) return {.layout = &plain_layout()};
  Entry entry;
  std::erase_if(lines, [&](std::string_view line) { return layout->parse(line, entry); });
  return {.layout = layout, .other = best(lines, all * kOther)};
}

}  // namespace tenstone::log_view
