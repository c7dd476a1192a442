#include "tenstone/backup/open_or_init.hpp"

#include <chrono>
#include <fmt/core.h>
#include <thread>

#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {

Result<Repository> open_or_init(const std::filesystem::path& folder, const std::filesystem::path& key_file,
                                const Clock& clock, const OnWarning& on_warning) {
  auto opened = Repository::open(folder, key_file, clock, on_warning);
  if (opened || !opened.error().is(kBackupRepositoryMissing)) return opened;
  auto made = Repository::init(folder, key_file, clock, on_warning);
  if (made || !(made.error().is(kBackupKeyExists) || made.error().is(kBackupRepositoryExists))) return made;
  // Perhaps another process makes it right now: the key is its first file, "config" its last.
  constexpr std::chrono::milliseconds kPause(50);
  constexpr int kLooks = 40;
  for (int tried = 0; tried < kLooks; ++tried) {
    opened = Repository::open(folder, key_file, clock, on_warning);
    if (opened || !opened.error().is(kBackupRepositoryMissing)) return opened;
    std::this_thread::sleep_for(kPause);
  }
  if (made.error().is(kBackupKeyExists))
    made.error().message = fmt::format("{} has a key, but there is no repository in {}: is its disk there?",
                                       key_file.string(), folder.string());
  return made;
}

}  // namespace tenstone::backup
