#include "lock_file.hpp"

#include <array>
#include <charconv>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.hpp"
#include "lock.hpp"

namespace tenstone::backup {
namespace {

constexpr std::size_t kLockBytes = 1024;

std::string first_bytes(const char* path) {
  const auto file = open_to_read(path);
  auto text = file ? read_at(file->get(), 0, 4096, path) : Result<std::string>("");
  if (!text) return "";
  while (text->ends_with('\n')) text->pop_back();
  return *std::move(text);
}

// Field 22 of proc(5)'s stat; the second one, a name in brackets, may hold blanks. 0: there is no such process.
std::uint64_t start_of(std::int64_t pid) {
  std::string_view text;
  const std::string all = first_bytes(fmt::format("/proc/{}/stat", pid).c_str());
  text = std::string_view(all).substr(std::min(all.size(), all.rfind(')') + 1));
  for (int field = 2; field < 22 && !text.empty(); ++field)
    text.remove_prefix(std::min(text.size(), text.find(' ') + 1));
  std::uint64_t started = 0;
  std::from_chars(text.begin(), text.end(), started);
  return started;
}

}  // namespace

LockRecord record_of_this_process() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  struct stat processes{};
  stat("/proc/self/ns/pid", &processes);
  LockRecord record;
  record.host = host.data();
  record.place = fmt::format("{}/{}", first_bytes("/proc/sys/kernel/random/boot_id"), processes.st_ino);
  record.pid = getpid();
  record.pid_started = start_of(record.pid);
  return record;
}

std::string to_text(const LockRecord& record) {
  std::string text = validation::to_json(record);
  text.resize(std::max(text.size() + 1, kLockBytes), ' ');
  text.back() = '\n';
  return text;
}

std::optional<LockRecord> read_lock(const std::filesystem::path& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  auto text = read_file(path);
  if (auto record = validation::parse_json<LockRecord>(text ? *text : ""); text && record) return *std::move(record);
  LockRecord unreadable{
      .exclusive = true, .operation = "an operation whose lock file cannot be read", .host = "unknown"};
  unreadable.started_at = unreadable.beat_at = Time(std::chrono::seconds(status.st_mtim.tv_sec));
  return unreadable;
}

bool is_stale(const LockRecord& record, const LockRecord& mine, Time now) {
  if (record.place == mine.place && record.pid > 0) return start_of(record.pid) != record.pid_started;
  return now - record.beat_at > kStale;
}

}  // namespace tenstone::backup
