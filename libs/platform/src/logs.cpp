#include "tenstone/platform/logs.hpp"

#include <filesystem>
#include <optional>

#include "tenstone/service/service.hpp"

namespace tenstone::platform {
namespace {

namespace fs = std::filesystem;

constexpr auto kRoot = "tenstone";

// nullopt: it is not the path of a file. "" and "stdout" are none, nor is a device.
std::optional<log_view::Root> root_of(const std::string& file) {
  std::error_code none;
  if (!fs::is_regular_file(file, none)) return std::nullopt;
  const fs::path path = fs::absolute(file);
  return log_view::Root{
      .name = kRoot, .folder = path.parent_path().string(), .patterns = {literal_pattern(path.filename().string())}};
}

}  // namespace

std::string literal_pattern(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (std::string_view("*?[]\\").contains(c)) out += '\\';
    out += c;
  }
  return out;
}

std::vector<log_view::Root> log_roots(const service::Service& service, const log_view::Settings& settings) {
  if (!settings.folders.roots.empty()) return settings.folders.roots;
  const service::LogSettings& log = service.settings().log;
  for (const std::string& file : {log.file, log.destination})
    if (const auto root = root_of(file)) return {*root};
  const fs::path kept = fs::path(service.data_folder()) / "logs";
  std::error_code none;
  if (fs::is_directory(kept, none)) return {{.name = kRoot, .folder = kept.string()}};
  return {};
}

}  // namespace tenstone::platform
