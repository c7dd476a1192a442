// It guesses the age of an entry from its file's time of modification, which a copy, a backup and `touch` change.
//   04-file-based-cache_guessed FILE: what a reader is answered
#include <chrono>
#include <cstdio>
#include <filesystem>

namespace fs = std::filesystem;

namespace {

// [snippet:guessed]
constexpr std::chrono::seconds kTtl{60};
bool is_fresh(const fs::path& file, fs::file_time_type now) { return now - fs::last_write_time(file) < kTtl; }
// [/snippet:guessed]

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const fs::path file(argv[i]);
    const bool hit = fs::exists(file) && is_fresh(file, fs::file_time_type::clock::now());
    std::printf("%s: %s\n", file.c_str(), hit ? "200" : "404");
  }
}
