// Any bytes as the lines of a log. The views must lead into them, and forward and backward must give the same entries.
#include <cstdlib>
#include <string>
#include <vector>

#include "tenstone/log_view/assembler.hpp"

namespace {

using namespace tenstone::log_view;

std::vector<std::string> entries(const std::vector<SourceLine>& lines, Format format, Direction direction) {
  Timeline timeline(tenstone::Time(std::chrono::seconds(1'800'000'000)), std::nullopt);
  Assembler assembler(format, timeline, direction);
  std::vector<std::string> out;
  const auto add = [&](const Entry* entry) {
    if (entry == nullptr) return;
    std::string text(entry->raw);
    for (const auto& [name, value] : entry->fields) text.append(name).append(1, '=').append(value);
    text.append(entry->message);
    if (direction == Direction::Forward)
      out.push_back(std::move(text));
    else
      out.insert(out.begin(), std::move(text));
  };
  for (std::size_t i = 0; i < lines.size(); ++i)
    add(assembler.feed(lines[direction == Direction::Forward ? i : lines.size() - 1 - i]));
  add(assembler.finish());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view blocks[] = {text};
  const Format format = detect(blocks);
  std::vector<SourceLine> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back({text.substr(at, end - at), at, end + 1});
    at = end + 1;
  }
  if (entries(lines, format, Direction::Forward) != entries(lines, format, Direction::Backward)) std::abort();
  return 0;
}
