#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "document.hpp"
#include "files.hpp"
#include "open_repository.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {
namespace {

bool is_plain(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

// Any name of a database as the name of a folder: "My Shop" is "%4dy%20%53hop".
std::string folder_name(std::string_view database) {
  std::string name;
  for (const char byte : database)
    if (is_plain(byte))
      name += byte;
    else
      name += fmt::format("%{:02x}", static_cast<unsigned char>(byte));
  return name;
}

std::optional<std::string> database_of(std::string_view folder) {
  std::string name;
  for (std::size_t at = 0; at < folder.size(); ++at) {
    if (folder[at] != '%') {
      name += folder[at];
      continue;
    }
    const auto byte = from_hex(folder.substr(at + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    name += *byte;
    at += 2;
  }
  return folder_name(name) == folder ? std::optional(name) : std::nullopt;
}

std::optional<std::uint64_t> number_of(std::string_view name) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.begin(), name.end(), number);
  const bool good = error == std::errc() && end == name.end() && number > 0 && !name.starts_with('0');
  return good ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string database_scope(std::string_view database) { return "database " + folder_name(database); }

fs::path OpenRepository::versions(std::string_view database) const {
  return folder / "versions" / folder_name(database);
}

fs::path OpenRepository::version(const Version& version) const {
  return versions(version.database) / std::to_string(version.number);
}

Result<std::vector<Version>> OpenRepository::all_versions() const {
  const auto databases = names_in(folder / "versions");
  if (!databases) return databases.error();
  std::vector<Version> all;
  for (const std::string& each : *databases) {
    const auto database = database_of(each);
    if (!database) continue;
    const auto names = names_in(folder / "versions" / each);
    if (!names) return names.error();
    for (const std::string& name : *names)
      if (const auto number = number_of(name)) all.push_back({.database = *database, .number = *number});
  }
  std::ranges::sort(all);
  return all;
}

Result<std::optional<Version>> OpenRepository::newest(std::string_view database) const {
  const auto all = all_versions();
  if (!all) return all.error();
  std::optional<Version> newest;
  for (const Version& each : *all)
    if (each.database == database) newest = each;
  return newest;
}

Result<Manifest> OpenRepository::manifest(const Version& version) const {
  std::error_code error;
  if (!fs::exists(this->version(version), error) && !error)
    return Error(kBackupVersionMissing, fmt::format("There is no version {}", to_string(version)));
  const auto sealed = read_file(this->version(version));
  if (!sealed) return sealed.error();
  const auto text = open_document(keys, "version " + to_string(version), *sealed);
  if (!text) return text.error();
  auto manifest = validation::parse_json<Manifest>(*text);
  if (!manifest)
    return Error(kBackupDamaged, fmt::format("The manifest of {} cannot be read", to_string(version)),
                 manifest.error().message);
  return manifest;
}

Result<Summary> OpenRepository::summary(const Version& version) const {
  const auto stamp = stamp_of(this->version(version));
  if (stamp)
    if (auto known = summaries.find(version, *stamp)) return *std::move(known);
  const auto opened = manifest(version);
  if (!opened) return opened.error();
  Summary summary = summary_of(*opened);
  if (stamp) summaries.keep(version, *stamp, summary);
  return summary;
}

}  // namespace tenstone::backup
