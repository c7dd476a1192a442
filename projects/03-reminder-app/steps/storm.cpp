// A receiver is away, and 1,000 reminders that were due at the same time fail together. It has no server and no clock:
// it computes when they are tried again, counts all retries, and how many come within the same tenth of a second at
// most: at any time, and once the receiver is back.
#include <fmt/core.h>
#include <map>
#include <random>

#include "tenstone/jobs/retry.hpp"

using namespace tenstone;

namespace {

using std::chrono::milliseconds;

constexpr int kReminders = 1'000;
constexpr milliseconds kAway{60'000};

template <class... Columns>
void print(const char* name, Columns... columns) {
  fmt::print("{:<22}{:>9}{:>14}{:>20}\n", name, columns...);
}

// Calls pause(failures) after each attempt that fails, as long as the receiver is away.
template <class Pause>
void storm(const char* name, Pause pause) {
  std::map<std::int64_t, int> each_tenth;
  int attempts = 0;
  for (int i = 0; i < kReminders; ++i) {
    milliseconds at(0);
    for (int failures = 1; at < kAway; ++failures, ++attempts) {
      at += pause(failures);
      ++each_tenth[at.count() / 100];
    }
  }
  int most = 0, most_after = 0;
  for (const auto& [tenth, count] : each_tenth) {
    most = std::max(most, count);
    if (tenth >= kAway.count() / 100) most_after = std::max(most_after, count);
  }
  print(name, attempts, most, most_after);
}

}  // namespace

int main() {
  std::mt19937 generator(7);
  std::uniform_real_distribution<double> random(0, 1);
  const jobs::Backoff backoff;  // 2 s, doubled after each failure, 6 h at most
  print("pauses", "retries", "in 0.1 s", "when it is back");
  storm("always a second", [](int) { return milliseconds(1'000); });
  storm("doubled", [&](int failures) { return jobs::pause_after(backoff, failures, 0.999'999); });
  storm("doubled, with jitter", [&](int failures) { return jobs::pause_after(backoff, failures, random(generator)); });
}
