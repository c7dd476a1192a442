#include "lock.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <fcntl.h>
#include <fmt/core.h>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "files.hpp"
#include "lock_file.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {
namespace {

bool meets(const LockRecord& a, const LockRecord& b) {
  return (a.scope == b.scope || a.scope.empty() || b.scope.empty()) && (a.exclusive || b.exclusive);
}

}  // namespace

struct Lock::State {
  State(fs::path where, const Clock& its_clock)
      : folder(std::move(where)), clock(its_clock), name(to_hex(random_string(8))) {}
  ~State() {
    thread = std::jthread();  // ended before what it uses
    std::error_code ignored;
    if (with_scratch) fs::remove_all(folder / "tmp" / name, ignored);
    if (file && still_named()) unlink(path().c_str());
  }
  State(const State&) = delete;

  fs::path path() const { return folder / "locks" / name; }
  bool still_named() const {
    struct stat status{};
    return fstat(file.get(), &status) == 0 && status.st_nlink > 0;
  }
  void beat() {
    const std::lock_guard guard(mutex);
    if (!still_named()) lost = true;
    LockRecord now = record;
    now.beat_at = clock.now();
    const std::string text = to_text(now);
    if (!lost && pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()))
      last = now.beat_at;
  }
  void run(const std::stop_token& stop) {
    std::unique_lock guard(waiting);
    while (!wake.wait_for(guard, stop, kBeat, [&] { return stop.stop_requested(); })) beat();
  }
  Result<void> publish();
  bool cannot_be_published(const Error& error) const;
  Result<void> conflict() const;

  const fs::path folder;
  const Clock& clock;
  const std::string name;
  std::string without_file;  // why
  LockRecord record;
  Fd file;
  std::atomic<bool> lost{false};
  std::atomic<Time> last{};
  std::atomic<bool> with_scratch{false};
  std::mutex mutex, waiting;
  std::condition_variable_any wake;
  std::jthread thread;
};

// The name appears when the text is whole.
Result<void> Lock::State::publish() {
  const fs::path unnamed = folder / "locks" / ("." + name);
  if (auto written = write_synced(unnamed, to_text(record)); !written) {
    unlink(unnamed.c_str());
    return written;
  }
  file = Fd(open(unnamed.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return io_error("open", unnamed);
  return move_file(unnamed, path());
}

bool Lock::State::cannot_be_published(const Error& error) const {
  if (error.is(kBackupTargetFull)) return true;
  return faccessat(AT_FDCWD, (folder / "locks").c_str(), W_OK, AT_EACCESS) != 0 && (errno == EROFS || errno == EACCES);
}

Result<void> Lock::State::conflict() const {
  const auto names = names_in(folder / "locks");
  if (!names) return names.error();
  for (const std::string& other : *names) {
    const fs::path theirs = folder / "locks" / other;
    if (other == name) continue;
    const auto held = read_lock(theirs);
    if (held && is_stale(*held, record, clock.now())) {
      unlink(theirs.c_str());
      continue;
    }
    const bool published = !other.starts_with('.');
    if (!held || !published || !meets(*held, record)) continue;
    return Error(kBackupLocked, fmt::format("{} has run since {} in process {} on {}: try again when it is done",
                                            held->operation, to_rfc3339(held->started_at), held->pid, held->host));
  }
  return {};
}

Lock::Lock(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lock::Lock(Lock&&) noexcept = default;
Lock& Lock::operator=(Lock&&) noexcept = default;
Lock::~Lock() = default;

Result<Lock> Lock::acquire(const fs::path& folder, const Clock& clock, std::string_view scope, Mode mode,
                           std::string_view operation) {
  return acquire(std::make_unique<State>(folder, clock), scope, mode, operation, false);
}

Result<Lock> Lock::acquire_to_read(const fs::path& folder, const Clock& clock, std::string_view scope,
                                   std::string_view operation) {
  return acquire(std::make_unique<State>(folder, clock), scope, Mode::Shared, operation, true);
}

Result<Lock> Lock::acquire(std::unique_ptr<State> state, std::string_view scope, Mode mode, std::string_view operation,
                           bool may_lack_file) {
  state->record = record_of_this_process();
  state->record.scope = scope;
  state->record.exclusive = mode == Mode::Exclusive;
  state->record.operation = operation;
  state->record.started_at = state->record.beat_at = state->clock.now();
  state->last = state->record.beat_at;
  // First the own file, then a look at the others: of two that come at once at least one sees the other.
  if (auto published = state->publish(); !published) {
    if (!may_lack_file || !state->cannot_be_published(published.error())) return published.error();
    state->without_file = published.error().detail;
  }
  if (auto free = state->conflict(); !free) return free.error();
  if (!state->without_file.empty()) return Lock(std::move(state));
  state->thread = std::jthread([one = state.get()](const std::stop_token& stop) { one->run(stop); });
  return Lock(std::move(state));
}

const std::string& Lock::without_file() const { return state_->without_file; }

bool Lock::held() const {
  if (!state_->without_file.empty()) return true;
  if (state_->clock.now() - state_->last.load() > kGivenUp) state_->lost = true;
  return !state_->lost;
}

Result<void> Lock::demand() const {
  if (held()) return {};
  return kBackupLockLost;
}

void Lock::beat() {
  if (state_->without_file.empty()) state_->beat();
}

Result<fs::path> Lock::scratch() const {
  fs::path path = state_->folder / "tmp" / state_->name;
  state_->with_scratch = true;
  if (auto made = make_folder(path); !made) return made.error();
  return path;
}

void remove_left_behind(const fs::path& folder) {
  const auto scratches = names_in(folder / "tmp");
  if (!scratches) return;
  for (const std::string& name : *scratches) {
    std::error_code ignored;
    if (!fs::exists(folder / "locks" / name, ignored) && !ignored) fs::remove_all(folder / "tmp" / name, ignored);
  }
}

}  // namespace tenstone::backup
