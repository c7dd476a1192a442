// schedule …: an organisation's schedules of actions.
#pragma once
#include <optional>
#include <string>

#include "verbs.hpp"

namespace tenstone::cli {

// "": not given.
struct ScheduleWords {
  std::string email;         // whose: the organisation that this person's sessions begin in
  std::string name, action;  // a schedule without a name is called as its action
  std::string cron, zone = "UTC";
  std::string gap = "run_after", overlap = "first";
  std::string input = "{}", catch_up = "last";  // skip, last, all
  std::optional<int> max;                       // of --catch-up all
  std::string window;                           // "6h"
  int count = 10;
};
enum class ScheduleVerb { Pause, Resume, Run, Remove };

// schedules.cpp
int schedule_add(const Settings& settings, const ScheduleWords& words);
int schedule_list(const Settings& settings, const ScheduleWords& words);
int schedule_do(const Settings& settings, const ScheduleWords& words, ScheduleVerb verb);
// Without a store: pure.
int schedule_preview(const Settings& settings, const ScheduleWords& words);

}  // namespace tenstone::cli
