#include <fmt/core.h>

#include "document.hpp"
#include "files.hpp"
#include "open_repository.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {
namespace {

constexpr std::size_t kKeptReports = 20;  // of one database

struct Reports {
  std::vector<DrillReport> drills = {};
};
constexpr auto schema(validation::For<Reports>) {
  return validation::object<Reports>(validation::field("drills", &Reports::drills).items(0, kKeptReports));
}

fs::path reports_path(const OpenRepository& repository, std::string_view database) {
  return repository.versions(database) / "drills";
}
std::string reports_context(std::string_view database) { return fmt::format("drills {}", database); }

}  // namespace

Result<std::vector<DrillReport>> read_drills(const OpenRepository& repository, std::string_view database) {
  const fs::path path = reports_path(repository, database);
  std::error_code error;
  if (!fs::exists(path, error) && !error) return std::vector<DrillReport>();
  const auto sealed = read_file(path);
  if (!sealed) return sealed.error();
  const auto text = open_document(repository.keys, reports_context(database), *sealed);
  if (!text) return text.error();
  auto reports = validation::parse_json<Reports>(*text);
  if (!reports) return Error(kBackupDamaged, {}, reports.error().message);
  return std::move(reports->drills);
}

Result<std::vector<DrillReport>> Repository::drills(std::string_view database) const {
  return read_drills(*opened_, database);
}

Result<void> Repository::record_drill(const DrillReport& report) const {
  const auto version = parse_version(report.version);
  if (!version) return version.error();
  {
    const auto lock = lock_notes(*opened_);
    if (!lock) return lock.error();
    auto before = read_drills(*opened_, version->database);
    if (!before && !before.error().is(kBackupDamaged)) return before.error();
    Reports reports;  // a damaged list is begun anew
    if (before) reports.drills = *std::move(before);
    reports.drills.insert(reports.drills.begin(), report);
    if (reports.drills.size() > kKeptReports) reports.drills.resize(kKeptReports);
    const auto scratch = lock->scratch();
    if (!scratch) return scratch.error();
    const auto sealed = seal_document(opened_->keys, reports_context(version->database), validation::to_json(reports));
    if (auto put = put_file(*scratch, reports_path(*opened_, version->database), sealed); !put) return put;
  }
  return report.differences.empty() ? note_drill(*opened_, *version) : Result<void>();
}

}  // namespace tenstone::backup
