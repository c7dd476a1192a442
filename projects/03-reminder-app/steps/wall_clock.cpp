// A reminder at 03:30 each day in Riga, around the two nights in which the clocks are changed there: as it is computed
// first, and by libs/recurrence. It has no server and no clock.
#include <fmt/core.h>
#include <vector>

#include "tenstone/recurrence/schedule.hpp"

using namespace tenstone;

namespace {

using namespace std::chrono_literals;
using recurrence::LocalTime;

const recurrence::Zone kRiga = recurrence::Zone::find("Europe/Riga").value();
const recurrence::Cron kRule = recurrence::Cron::parse("30 3 * * *").value();

// The due time is stored in UTC, and a day is added to it.
std::vector<Time> plus_24_hours(Time first, Time end) {
  std::vector<Time> times;
  for (Time time = first; time < end; time += 24h) times.push_back(time);
  return times;
}

// Each minute the clock on the wall is compared with the rule.
std::vector<Time> look_at_the_wall(Time first, Time end) {
  std::vector<Time> times;
  for (Time time = first; time < end; time += 1min)
    if (kRule.matches(kRiga.to_local(time))) times.push_back(time);
  return times;
}

std::vector<Time> by_recurrence(Time first, Time end) {
  const recurrence::Schedule schedule{.cron = kRule, .zone = kRiga, .dst = {}};
  std::vector<Time> times;
  for (auto time = schedule.next(first - 1s); time && *time < end; time = schedule.next(*time)) times.push_back(*time);
  return times;
}

void print(const char* name, const std::vector<Time>& times) {
  fmt::print("  {:<12}", name);
  for (const Time time : times) {
    const std::string text = recurrence::to_text(kRiga.to_local(time));  // 2027-03-28T03:30:00
    fmt::print("  {}. {}", text.substr(8, 2), text.substr(11, 5));
  }
  fmt::print("\n");
}

// Three days.
void around(const char* what, const char* first_local) {
  fmt::print("{}\n", what);
  const Time first = kRiga.at(recurrence::parse_local(first_local).value()).first, end = first + 70h;
  print("+24 h", plus_24_hours(first, end));
  print("wall clock", look_at_the_wall(first, end));
  print("recurrence", by_recurrence(first, end));
}

}  // namespace

int main() {
  around("March 2027, at 03:00 the clocks go to 04:00", "2027-03-27T03:30");
  around("October 2026, at 04:00 they go back to 03:00", "2026-10-24T03:30");
}
