// What stands in a data folder, and how the folder is deleted without anything else.
#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <set>

#include "local_services/folder.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
namespace fs = std::filesystem;

struct Entry {
  std::string_view name;
  fs::file_type type;
};

// Whoever keeps something new in the data folder adds it here.
constexpr std::array kEntries{
    Entry{kMarker, fs::file_type::regular},
    Entry{"lock", fs::file_type::regular},
    Entry{"services.log", fs::file_type::regular},
    Entry{"services.log.1", fs::file_type::regular},
    Entry{"run", fs::file_type::symlink},
    Entry{"run.new", fs::file_type::symlink},
    Entry{"postgres", fs::file_type::directory},
    Entry{"postgres.new", fs::file_type::directory},
    Entry{"redis", fs::file_type::directory},
    // of `tenstone up`
    Entry{"up.lock", fs::file_type::regular},
    Entry{"demo-token", fs::file_type::regular},
    Entry{"demo-token.part", fs::file_type::regular},  // of versions before write_whole_file()
    Entry{"logs", fs::file_type::directory},
    // of the platform
    Entry{"flags.json", fs::file_type::regular},
    Entry{"files", fs::file_type::directory},
    // of programs without users
    Entry{"token", fs::file_type::regular},
    // of file caches
    Entry{"cache", fs::file_type::directory},
};
// With a number behind: what Redis could not read, and what write_whole_file() was killed over.
constexpr std::array kNumbered{Entry{"redis.bad-", fs::file_type::directory},
                               Entry{"demo-token.", fs::file_type::regular},
                               Entry{"flags.json.", fs::file_type::regular}, Entry{"token.", fs::file_type::regular}};

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

bool is_ours(const fs::path& path) {
  const std::string name = path.filename();
  const fs::file_type type = fs::symlink_status(path).type();
  const auto is = [&](const Entry& entry) { return entry.type == type && entry.name == name; };
  const auto is_one_of = [&](const Entry& entry) {
    return entry.type == type && name.starts_with(entry.name) && is_number(name.substr(entry.name.size()));
  };
  return std::ranges::any_of(kEntries, is) || std::ranges::any_of(kNumbered, is_one_of);
}

// In the order of their names, so that everybody is given the same first one.
std::set<fs::path> entries_of(const fs::path& folder) {
  std::set<fs::path> all;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) all.insert(entry.path());
  return all;
}

Failure refusal(const fs::path& folder, std::string_view why) {
  return Failure(Error(kNotADataFolder, fmt::format("{} is not deleted: {}", folder.string(), why)));
}

bool has(const fs::path& folder, const char* name) {
  return fs::symlink_status(folder / name).type() == fs::file_type::regular;
}

// Those that hold plain files alone.
void check_files(const fs::path& folder, const fs::path& part) {
  if (!fs::exists(fs::symlink_status(part))) return;
  for (const fs::path& path : entries_of(part))
    if (fs::symlink_status(path).type() != fs::file_type::regular)
      throw refusal(folder, fmt::format("it holds {}, which is not Tenstone's", fs::relative(path, folder).string()));
}

// The data folder of another program, which lies in this one and is left alone.
bool is_another(const fs::path& path) {
  return fs::symlink_status(path).type() == fs::file_type::directory && !is_ours(path) && has(path, kMarker);
}

void check_database(const fs::path& folder) {
  const fs::path database = folder / "postgres";
  if (fs::exists(fs::symlink_status(database)) && !has(database, "PG_VERSION"))
    throw refusal(folder, "its folder postgres is no database of PostgreSQL");
}

// "/x/link/" would follow the link.
fs::path without_slash(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

}  // namespace

void check_is_data_folder(const fs::path& given) try {
  const fs::path folder = without_slash(given);
  if (fs::symlink_status(folder).type() != fs::file_type::directory)
    throw refusal(folder, "it is not a folder (a symbolic link is not followed: give its target)");
  for (const fs::path& path : entries_of(folder))
    if (!is_ours(path) && !is_another(path))
      throw refusal(folder, fmt::format("it holds {}, which is not Tenstone's", path.filename().string()));
  if (!has(folder, kMarker) && !has(folder, "lock") && !has(folder, "up.lock"))
    throw refusal(folder, fmt::format("it has no file {}, so it is no data folder of Tenstone", kMarker));
  check_database(folder);
  check_files(folder, folder / "logs");
  check_files(folder, folder / "files");
} catch (const fs::filesystem_error& error) {
  throw refusal(given, error.code().message());
}

void make_data_folder(const fs::path& folder) { open_folder(without_slash(folder)); }

void delete_data_folder(const fs::path& given) try {
  const fs::path folder = without_slash(given);
  check_is_data_folder(folder);
  stop(folder);
  for (const fs::path& path : entries_of(folder))
    if (is_ours(path) && path.filename() != kMarker) fs::remove_all(path);
  fs::remove(folder / kMarker);  // last: what was cut short is still recognised
  if (fs::is_empty(folder)) fs::remove(folder);
} catch (const fs::filesystem_error& error) {
  throw failure(kFolderUnusable, given, fmt::format("is not deleted wholly: {}", error.what()), error.code().value());
}

}  // namespace tenstone::service::local_services
