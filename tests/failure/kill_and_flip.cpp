// kill_and_flip [KILLS [FLIPS [SEED]]]: the file cache must never serve wrong bytes.
//
// A writer process puts entries until it is killed with SIGKILL at a random moment; the folder is opened again, and
// each entry has bytes that some put of its key made, or is a miss; what was purged stays dead; no temporary file is
// left; the account is what the disk holds. Then bits are flipped at random places of random files of the folder: no
// wrong bytes.
#include "kill_and_flip.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tenstone/core/fd.hpp"

namespace tenstone::kill_and_flip {
namespace {

namespace fs = std::filesystem;
using Faults = std::vector<std::string>;

int passed = 0, failed = 0;
void count(const std::string& what, const Faults& faults) {
  if (faults.empty()) {
    ++passed;
    return;
  }
  ++failed;
  fmt::print("FAILED: {}\n", what);
  for (const std::string& fault : faults) fmt::print("  {}\n", fault);
}

// A cache that this process opened.
struct Opened {
  explicit Opened(const fs::path& folder) : cache(options_of(folder), clock, {}, registry) { cache.load(); }
  SystemClock clock;
  metrics::Registry registry;
  file_cache::FileCache cache;
};

struct Seen {
  std::optional<std::uint64_t> version;  // nullopt: a miss
  bool corrupt = false, wrong = false;
};

Seen look(file_cache::FileCache& cache, int key) {
  auto hit = cache.get(kNamespace, name_of(key));
  if (!hit) return {.corrupt = hit.error() == file_cache::Miss::Corrupt};
  std::string body, buffer;
  for (std::size_t i = 0; i < hit->head().block_count(); ++i) {
    const auto block = hit->read_block(i, buffer);
    if (!block) return {.corrupt = true};
    body += *block;
  }
  Seen seen{.version = version_of(key, body)};
  seen.wrong = !seen.version;
  return seen;
}

void check_account(const fs::path& folder, const file_cache::Stats& stats, Faults& faults) {
  std::uint64_t entries = 0, bytes = 0;
  for (const auto& each : fs::recursive_directory_iterator(folder / "e"))
    if (each.is_regular_file()) ++entries, bytes += (each.file_size() + 4095) / 4096 * 4096;
  if (entries != stats.total.entries || bytes != stats.total.bytes)
    faults.push_back(fmt::format("on disk are {} entries of {} bytes, in the account {} of {}", entries, bytes,
                                 stats.total.entries, stats.total.bytes));
}

// The writer's output: versions of acknowledged purges.
std::uint64_t newest_purge(int pipe) {
  std::string lines(1 << 16, '\0');
  const ssize_t size = read(pipe, lines.data(), lines.size());
  lines.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  lines.resize(lines.rfind('\n') == lines.npos ? 0 : lines.rfind('\n'));
  if (lines.empty()) return 0;
  return std::stoull(lines.substr(lines.rfind('\n') == lines.npos ? 0 : lines.rfind('\n') + 1));
}

// Returns the writer's process, which has put something.
pid_t start_writer(const char* self, const fs::path& folder, std::uint64_t first_version, int pipe) {
  const pid_t writer = fork();
  if (writer != 0) return writer;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execl(self, self, "--write", folder.c_str(), std::to_string(first_version).c_str(), std::to_string(pipe).c_str(),
        nullptr);
  _exit(127);
}

bool has_entry(const fs::path& folder) {
  std::error_code none;
  for (const auto& each : fs::recursive_directory_iterator(folder / "e", none))
    if (each.is_regular_file(none)) return true;
  return false;
}

void kill_one(const char* self, const fs::path& folder, int number, std::mt19937_64& random, std::uint64_t& purged) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const pid_t writer = start_writer(self, folder, static_cast<std::uint64_t>(number) * 1'000'000, to.get());
  to = Fd();
  while (!has_entry(folder) && waitpid(writer, nullptr, WNOHANG) == 0) std::this_thread::yield();
  usleep(static_cast<useconds_t>(random() % 150'000));  // the random moment
  Faults faults;
  int status = 0;
  kill(writer, SIGKILL);
  if (waitpid(writer, &status, 0) == writer && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
    faults.emplace_back("the writer ended by itself");
  purged = std::max(purged, newest_purge(from.get()));
  Opened opened(folder);
  check_account(folder, opened.cache.stats(), faults);
  if (fs::directory_iterator(folder / "tmp") != fs::directory_iterator())
    faults.emplace_back("a temporary file is left");
  for (int key = 0; key < kKeys; ++key) {
    const Seen seen = look(opened.cache, key);
    if (seen.wrong) faults.push_back("wrong bytes of " + name_of(key));
    if (seen.corrupt) faults.push_back(name_of(key) + " is damaged");  // a kill loses nothing of what was renamed
    if (seen.version && *seen.version < purged) faults.push_back(name_of(key) + " was purged and is back");
  }
  count(fmt::format("kill {}", number), faults);
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& each : fs::recursive_directory_iterator(folder))
    if (each.is_regular_file() && each.file_size() > 0 && !each.path().string().contains("/quarantine/"))
      files.push_back(each);
  std::ranges::sort(files);
  return files;
}

void flip(const fs::path& file, std::uint64_t bit) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto at = static_cast<std::streamoff>(bit / 8);
  stream.seekg(at);
  const char byte = static_cast<char>(stream.get() ^ 1 << bit % 8);
  stream.seekp(at);
  stream.put(byte);
}

// Even keys are purged, odd ones are not.
void fill(file_cache::FileCache& cache, std::uint64_t version) {
  for (int key = 0; key < kKeys; ++key)
    (void)cache.put(kNamespace, name_of(key), body_of(key, version + static_cast<std::uint64_t>(key)));
}

// How many misses there are; wrong bytes and purged entries that come back are faults.
int misses(file_cache::FileCache& cache, std::uint64_t purged, Faults& faults) {
  int count = 0;
  for (int key = 0; key < kKeys; ++key) {
    const Seen seen = look(cache, key);
    if (seen.wrong) faults.push_back("wrong bytes of " + name_of(key));
    if (seen.version && *seen.version < purged) faults.push_back(name_of(key) + " was purged and is back");
    count += seen.version ? 0 : 1;
  }
  return count;
}

void flip_one(const fs::path& folder, int number, std::mt19937_64& random) {
  const std::uint64_t version = 1'000'000'000 + static_cast<std::uint64_t>(number) * 1000, purged = version + 100;
  auto opened = std::make_unique<Opened>(folder);
  if (!opened->cache.purge(kNamespace, {.all = true})) std::abort();
  fill(opened->cache, version);
  if (!opened->cache.purge(kNamespace, {.all = true})) std::abort();
  for (int key = 0; key < kKeys; key += 2)
    (void)opened->cache.put(kNamespace, name_of(key), body_of(key, purged + static_cast<std::uint64_t>(key)));
  Faults faults;
  const int before = misses(opened->cache, purged, faults);
  const auto files = files_in(folder);
  const fs::path& file = files[random() % files.size()];
  const std::uint64_t bit = random() % (fs::file_size(file) * 8);
  const bool entry = file.string().contains("/e/");
  // Half of the time the cache is open, and has verified each entry before.
  if (!entry || random() % 2 == 0) opened.reset();
  flip(file, bit);
  try {
    if (!opened) opened = std::make_unique<Opened>(folder);
    const int after = misses(opened->cache, purged, faults);
    if (after < before) faults.emplace_back("more entries than before");
    if (entry && misses(opened->cache, purged, faults) > before + 1)
      faults.emplace_back("more than one entry was lost");
    check_account(folder, opened->cache.stats(), faults);
  } catch (const Failure& failure) {
    if (entry) faults.emplace_back(failure.what());
    flip(file, bit);  // a folder that is not taken any more serves nothing wrong
  }
  count(fmt::format("flip {}: bit {} of {}", number, bit, file.lexically_relative(folder).string()), faults);
}

int judge(const char* self, int kills, int flips, std::uint64_t seed) {
  fmt::print("{} kills, {} flipped bits, seed {}\n", kills, flips, seed);
  std::mt19937_64 random(seed);
  std::string name = fs::temp_directory_path() / "tenstone-flip-XXXXXX";
  const fs::path above = mkdtemp(name.data()), folder = above / "cache";
  std::uint64_t purged = 0;
  for (int number = 1; number <= kills; ++number) kill_one(self, folder, number, random, purged);
  for (int number = 1; number <= flips; ++number) flip_one(folder, number, random);
  fs::remove_all(above);
  fmt::print("{} passed, {} failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tenstone::kill_and_flip

int main(int count, char** words) {
  using namespace tenstone::kill_and_flip;
  const auto number = [&](int at, std::uint64_t otherwise) {
    return count > at ? std::stoull(words[at]) : static_cast<unsigned long long>(otherwise);
  };
  if (count == 5 && std::string_view(words[1]) == "--write")
    write_until_killed(words[2], number(3, 0), static_cast<int>(number(4, 0)));
  const auto seed = static_cast<std::uint64_t>(std::random_device()());
  return judge("/proc/self/exe", static_cast<int>(number(1, 20)), static_cast<int>(number(2, 100)),
               number(3, seed % 1'000'000));
}
