// backup take | restore | drill | verify | prune: what takes its time, shows how far it is, and can be cancelled.
#include <charconv>
#include <chrono>
#include <fmt/core.h>

#include "backup_output.hpp"
#include "backup_tool.hpp"
#include "interrupts.hpp"
#include "progress.hpp"
#include "tenstone/backup/drill.hpp"
#include "tenstone/backup/prune.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/backup/swap.hpp"
#include "tenstone/backup/take.hpp"
#include "tenstone/backup/verify.hpp"
#include "tenstone/postgres/connection_string.hpp"

namespace tenstone::cli {
namespace {

using std::chrono::steady_clock;

constexpr int kFound = 3;  // damage or differences

inline const ErrorCode kIntoUnconfirmed{ErrorKind::Invalid, "backup_into_unconfirmed",
                                        "--into writes into a database that exists: say so with --i-know"};
inline const ErrorCode kPartInvalid{ErrorKind::Invalid, "backup_part_invalid",
                                    "--part is I/N, the part I from 1 to N: --part 3/28"};
inline const ErrorCode kVersionUnclear{ErrorKind::Invalid, "backup_version_unclear",
                                       "Say which: the repository has not exactly one database"};

// One run: Ctrl-C cancels it, and a terminal shows how far it is.
class BackupRun {
 public:
  backup::OnProgress on_progress() {
    return [this](const backup::Progress& progress) { show(progress); };
  }
  std::stop_token stop() const { return interrupts_.token(); }

  // The result of the run, which has ended. Throws Failure.
  template <class T>
  T ended(Result<T> result) {
    line_.hide();
    if (!result && interrupts_.stopped()) throw Failure(backup::kBackupCancelled);
    return must(std::move(result));
  }

 private:
  void show(const backup::Progress& progress) {
    if (progress.phase != phase_) {
      phase_ = progress.phase;
      begun_ = steady_clock::now();
    }
    line_.show([&] {
      return backup_progress_line(progress, duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun_));
    });
  }

  Interrupts interrupts_;
  ProgressLine line_;
  std::string phase_;
  steady_clock::time_point begun_;
};

// "" in the list: the database of the server's URL.
std::vector<std::string> databases_to_take(const BackupTool& tool, const BackupWords& words) {
  if (!words.database.empty()) return {words.database};
  const auto& configured = tool.settings().databases.names;
  return configured.empty() ? std::vector<std::string>{""} : configured;
}

void take_one(const BackupTool& tool, const backup::Repository& repository, const std::string& url, BackupRun& run,
              bool json) {
  const auto version = run.ended(backup::take(repository, tool.clock(),
                                              {.url = url,
                                               .workers = tool.settings().workers,
                                               .tool_version = TENSTONE_VERSION,
                                               .on_progress = run.on_progress(),
                                               .stop = run.stop()}));
  print_answer(must(summarise_version(repository, version)), json);
}

backup::RestoreOptions restore_options(BackupTool& tool, BackupRun& run) {
  return {
      .url = tool.server(), .workers = tool.settings().workers, .on_progress = run.on_progress(), .stop = run.stop()};
}

// The newest one of the only database, unless the words say more.
backup::Version version_to_drill(const backup::Repository& repository, const BackupWords& words) {
  if (!words.version.empty()) return must(find_version(repository, words.version));
  std::string database = words.database;
  if (database.empty()) {
    const auto all = must(repository.versions());
    if (all.empty() || all.front().database != all.back().database) throw Failure(kVersionUnclear);
    database = all.front().database;
  }
  return must(find_version(repository, database + "@latest"));
}

backup::VerifyShare share_of(const std::string& part) {
  if (part.empty()) return {};
  backup::VerifyShare share;
  const char* end = part.data() + part.size();
  const auto number = std::from_chars(part.data(), end, share.part);
  if (number.ec != std::errc() || number.ptr == end || *number.ptr != '/') throw Failure(kPartInvalid);
  const auto of = std::from_chars(number.ptr + 1, end, share.of);
  if (of.ec != std::errc() || of.ptr != end || share.part < 1 || share.part > share.of) throw Failure(kPartInvalid);
  --share.part;
  return share;
}

}  // namespace

int backup_take(const Settings& settings, const BackupWords& words) {
  BackupRun run;
  BackupTool tool(settings, words);
  const auto repository = tool.repository();
  const std::string server = tool.server();
  int code = 0;
  for (const std::string& database : databases_to_take(tool, words)) {
    try {
      take_one(tool, repository, database.empty() ? server : must(postgres::with_database(server, database)), run,
               words.json);
    } catch (const Failure& failure) {
      const int failed = report_backup(failure.error());
      if (code == 0) code = failed;
      if (failure.error().is(backup::kBackupCancelled)) break;
    }
  }
  return code;
}

int backup_restore(const Settings& settings, const BackupWords& words) {
  if (!words.into.empty() && !words.known) throw Failure(kIntoUnconfirmed);
  BackupRun run;
  BackupTool tool(settings, words);
  const auto repository = tool.repository();
  const auto version = must(find_version(repository, words.version));
  auto options = restore_options(tool, run);
  options.into = words.into;
  auto answer = answer_of(run.ended(backup::restore(repository, version, tool.clock(), options)));
  if (words.swap) {
    auto old = backup::swap(options.url, version.database, answer.database, tool.clock());
    if (!old) {
      old.error().message += fmt::format(" (the restored database is {})", answer.database);
      throw Failure(old.error());
    }
    answer.old = std::move(*old);
    answer.database = version.database;
  }
  print_answer(answer, words.json);
  return 0;
}

int backup_drill(const Settings& settings, const BackupWords& words) {
  BackupRun run;
  BackupTool tool(settings, words);
  const auto repository = tool.repository();
  const auto version = version_to_drill(repository, words);
  const auto report = run.ended(backup::drill(repository, version, tool.clock(), restore_options(tool, run)));
  print_answer(report, words.json);
  return report.differences.empty() ? 0 : kFound;
}

int backup_verify(const Settings& settings, const BackupWords& words) {
  BackupRun run;
  const auto share = share_of(words.part);
  const BackupTool tool(settings, words);
  const auto report = answer_of(run.ended(backup::verify(
      tool.repository(),
      {.share = share, .workers = tool.settings().workers, .on_progress = run.on_progress(), .stop = run.stop()})));
  print_answer(report, words.json);
  return report.damages.empty() ? 0 : kFound;
}

int backup_prune(const Settings& settings, const BackupWords& words) {
  BackupRun run;
  const BackupTool tool(settings, words);
  print_answer(
      answer_of(run.ended(backup::prune(tool.repository(), {.on_progress = run.on_progress(), .stop = run.stop()}))),
      words.json);
  return 0;
}

}  // namespace tenstone::cli
