#include "tenstone/backup/repository.hpp"

#include <fmt/core.h>

#include "files.hpp"
#include "open_repository.hpp"
#include "reading_state.hpp"
#include "taking_state.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {
namespace {

struct Config {
  std::int64_t format = 1;
  std::string id = to_hex(random_string(16));
  std::string signature = {};
  std::string signed_text() const { return fmt::format("{}/{}", format, id); }
};
constexpr auto schema(validation::For<Config>) {
  using validation::field;
  return validation::object<Config>(field("format", &Config::format), field("id", &Config::id),
                                    field("signature", &Config::signature));
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  const fs::path inner = fs::weakly_canonical(fs::absolute(file)), outer = fs::weakly_canonical(fs::absolute(folder));
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

Result<void> lay_out(const fs::path& folder, const Keys& keys) {
  for (const char* part : {"", "locks", "tmp", "packs", "index", "versions"})
    if (auto made = make_folder(folder / part); !made) return made;
  Config config;
  config.signature = to_hex(keys.sign(config.signed_text()));
  return put_file(folder / "tmp", folder / "config", validation::to_json(config) + "\n");
}

}  // namespace

Result<Lock> OpenRepository::lock_to_read(std::string_view operation) const {
  auto lock = Lock::acquire_to_read(folder, clock, kWholeRepository, operation);
  if (lock && !lock->without_file().empty())
    warn(fmt::format("{} goes on without a lock file, so a prune on another machine is not kept away: {}", operation,
                     lock->without_file()));
  return lock;
}

Result<Repository> Repository::init(const fs::path& folder, const fs::path& key_file, const Clock& clock,
                                    OnWarning on_warning) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) return kBackupRepositoryExists;
  if (lies_in(key_file, folder))
    return Error(kBackupKeyInvalid,
                 "The key file must lie outside of the repository: who copies the one must not get both");
  const auto key = make_key_file(key_file);
  if (!key) return key.error();
  auto opened = std::make_shared<const OpenRepository>(folder, Keys(*key), clock, std::move(on_warning));
  if (auto done = lay_out(folder, opened->keys); !done) {
    (void)remove_file(key_file);  // of no use
    return done.error();
  }
  return Repository(std::move(opened));
}

Result<Repository> Repository::open(const fs::path& folder, const fs::path& key_file, const Clock& clock,
                                    OnWarning on_warning) {
  std::error_code error;
  if (!fs::exists(folder / "config", error))
    return Error(kBackupRepositoryMissing, fmt::format("There is no backup repository in {}", folder.string()));
  const auto text = read_file(folder / "config");
  if (!text) return text.error();
  const auto config = validation::parse_json<Config>(*text);
  if (!config || config->format != 1) return kBackupRepositoryFormat;
  const auto key = read_key_file(key_file);
  if (!key) return key.error();
  auto opened = std::make_shared<const OpenRepository>(folder, Keys(*key), clock, std::move(on_warning));
  if (!equal_in_constant_time(to_hex(opened->keys.sign(config->signed_text())), config->signature))
    return Error(kBackupKeyWrong, "The key is not the one of this repository, or its file \"config\" is damaged");
  return Repository(std::move(opened));
}

Result<Taking> Repository::take(std::string_view database) const {
  if (auto good = check_database_name(database); !good) return good.error();
  auto state = Taking::State::begin(opened_, std::string(database));
  if (!state) return state.error();
  return Taking(*std::move(state));
}

Result<Reading> Repository::read() const {
  auto state = Reading::State::begin(opened_);
  if (!state) return state.error();
  return Reading(*std::move(state));
}

Result<std::vector<Version>> Repository::versions() const { return opened_->all_versions(); }
Result<std::optional<Version>> Repository::newest(std::string_view database) const { return opened_->newest(database); }

}  // namespace tenstone::backup
