// Any bytes as a cron expression. What parses recurs, finds only what matches, and its text parses again.
#include <cstdlib>
#include <string_view>

#include "tenstone/recurrence/schedule.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tenstone::recurrence;
  const auto cron = Cron::parse({reinterpret_cast<const char*>(data), size});
  if (!cron) {
    if (cron.error().message.empty()) std::abort();
    return 0;
  }
  if (const auto again = Cron::parse(cron->text()); !again || *again != *cron) std::abort();
  LocalTime from = *parse_local("2071-12-31T23:59:30");
  for (int i = 0; i < 3; ++i) {
    const auto first = cron->first(from);
    if (!first || *first < from || !cron->matches(*first)) std::abort();
    from = *first + std::chrono::seconds(1);
  }
  static const Zone zone = *Zone::find("Australia/Lord_Howe");
  const Schedule schedule{*cron, zone, {Gap::Shift, Overlap::Both}};
  const auto times = schedule.next_times(tenstone::Time(), 3);
  if (times.size() != 3 || times[0] >= times[1] || times[1] >= times[2]) std::abort();
  return 0;
}
