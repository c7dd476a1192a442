// Cron expressions by chance, with a second idea of what they mean: which values match.
#pragma once
#include <bitset>
#include <chrono>
#include <fmt/core.h>
#include <rapidcheck.h>
#include <string>

#include "tenstone/recurrence/zone.hpp"

namespace tenstone::recurrence {

struct RandomField {
  std::string text;
  std::bitset<64> values;
  bool star = false;
};

struct RandomCron {
  RandomField minute, hour, day, month, weekday;

  std::string text() const {
    return fmt::format("{} {} {} {} {}", minute.text, hour.text, day.text, month.text, weekday.text);
  }
  bool matches(LocalTime time) const {  // after 1970
    const auto of_day = static_cast<std::size_t>(time.time_since_epoch() / std::chrono::minutes(1)) % 1440;
    if (!hour.values[of_day / 60] || !minute.values[of_day % 60]) return false;
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(midnight);
    const bool by_day = day.values[static_cast<unsigned>(date.day())];
    const bool by_weekday = weekday.values[std::chrono::weekday(midnight).c_encoding()];
    return month.values[static_cast<unsigned>(date.month())] &&
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
    for (int value = from; value <= to; value += step) field.values.set(static_cast<std::size_t>(value));
  }
  return field;
}

inline RandomCron any_cron() {
  return {any_cron_field(0, 59), any_cron_field(0, 23), any_cron_field(1, 31), any_cron_field(1, 12),
          any_cron_field(0, 6)};
}

}  // namespace tenstone::recurrence
