// The version that breaks: pg_dump in a pipe, a file for each backup of which the newest three stay, and a restore into
// the database that is in use.
//   10-backup-tool_naive take DATABASE FOLDER
//   10-backup-tool_naive restore DATABASE FILE
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kKept = 3;

// The oldest first.
std::vector<fs::path> backups(const fs::path& folder) {
  std::vector<fs::path> files(fs::directory_iterator(folder), {});
  std::ranges::sort(files);
  return files;
}

fs::path next_file(const fs::path& folder) {
  const auto files = backups(folder);
  const int number = files.empty() ? 1 : std::stoi(files.back().filename().string()) + 1;
  return folder / fmt::format("{:04}.sql.gz", number);
}

// [snippet:take]
bool run(const std::string& command) { return std::system(command.c_str()) == 0; }

int take(const std::string& database, const fs::path& folder) {
  const fs::path file = next_file(folder);
  if (!run(fmt::format("pg_dump {} | gzip >{}", database, file.string()))) return 1;
  auto files = backups(folder);
  for (; files.size() > kKept; files.erase(files.begin())) fs::remove(files.front());
  fmt::print("{} is stored\n", file.filename().string());
  return 0;
}
// [/snippet:take]

int restore(const std::string& database, const std::string& file) {
  if (!run(fmt::format("gunzip <{} | psql -q {} >/dev/null", file, database))) return 1;
  fmt::print("{} is restored\n", database);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc == 4 ? argv[1] : "";
  if (verb == "take") return take(argv[2], argv[3]);
  if (verb == "restore") return restore(argv[2], argv[3]);
  return 2;
}
