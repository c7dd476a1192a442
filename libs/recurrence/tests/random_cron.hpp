// Cron expressions by chance, with a second idea of what they mean: sets of values.
#pragma once
#include <chrono>
#include <fmt/core.h>
#include <rapidcheck.h>
#include <set>
#include <string>

#include "tenstone/recurrence/zone.hpp"

namespace tenstone::recurrence {

struct RandomField {
  std::string text;
  std::set<int> values;
  bool star = false;
};

struct RandomCron {
  RandomField minute, hour, day, month, weekday;

  std::string text() const {
    return fmt::format("{} {} {} {} {}", minute.text, hour.text, day.text, month.text, weekday.text);
  }
  bool matches(LocalTime time) const {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss clock(time - midnight);
    const bool by_day = day.values.contains(static_cast<int>(static_cast<unsigned>(date.day())));
    const auto number = static_cast<int>(std::chrono::weekday(midnight).c_encoding());
    const bool by_weekday = weekday.values.contains(number) || (number == 0 && weekday.values.contains(7));
    return minute.values.contains(static_cast<int>(clock.minutes().count())) &&
           hour.values.contains(static_cast<int>(clock.hours().count())) &&
           month.values.contains(static_cast<int>(static_cast<unsigned>(date.month()))) &&
           (day.star || weekday.star ? by_day && by_weekday : by_day || by_weekday);
  }
};

inline RandomField any_cron_field(int lowest, int highest) {
  RandomField field;
  const int items = *rc::gen::weightedElement<int>({{4, 1}, {2, 2}, {1, 3}});
  for (int i = 0; i < items; ++i) {
    int from = lowest, to = highest, step = 1;
    if (i > 0) field.text += ',';
    const int kind = *rc::gen::inRange(0, 4);
    if (kind < 2) {
      field.text += '*';
      field.star = field.star || i == 0;
    } else {
      from = *rc::gen::inRange(lowest, highest + 1);
      to = kind == 2 ? from : *rc::gen::inRange(from, highest + 1);
      field.text += kind == 2 ? fmt::format("{}", from) : fmt::format("{}-{}", from, to);
    }
    if (kind % 2 == 1) {
      step = *rc::gen::inRange(1, highest + 1);
      field.text += fmt::format("/{}", step);
    }
    for (int value = from; value <= to; value += step) field.values.insert(value);
  }
  return field;
}

inline RandomCron any_cron() {
  return {any_cron_field(0, 59), any_cron_field(0, 23), any_cron_field(1, 31), any_cron_field(1, 12),
          any_cron_field(0, 6)};
}

}  // namespace tenstone::recurrence
