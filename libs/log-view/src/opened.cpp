#include "opened.hpp"

#include <array>
#include <string>

#include "read_at.hpp"

namespace tenstone::log_view {
namespace {

constexpr std::uint64_t kSampleBytes = 64 * 1024;

Format detect_format(const OpenLog& log) {
  const std::uint64_t size = log.about.size;
  const std::uint64_t step = size > 3 * kSampleBytes ? (size - kSampleBytes) / 2 : kSampleBytes;
  std::array<std::string, 3> blocks;
  std::array<std::string_view, 3> views;
  for (std::size_t i = 0; i < blocks.size() && i * step < size; ++i) {
    blocks[i].resize(std::min(kSampleBytes, size - i * step));
    blocks[i].resize(read_at(log.file.get(), blocks[i].data(), blocks[i].size(), i * step));
    views[i] = blocks[i];
  }
  return detect(views);
}

}  // namespace

Opened open_log(OpenLog log, std::optional<recurrence::Zone> zone) {
  FileIdentity identity = identity_of(log);
  const Format format = detect_format(log);
  return {.log = std::move(log), .identity = std::move(identity), .format = format, .zone = zone};
}

}  // namespace tenstone::log_view
