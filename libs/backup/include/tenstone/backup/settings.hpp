// The area "backup" of a program's configuration.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/backup/retention.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/recurrence/cron.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

// In settings: a cron expression in UTC, or "never".
struct Times {
  std::optional<recurrence::Cron> cron = {};  // nullopt: never
};
// In settings: "after" each backup, a cron expression in UTC, or "never".
struct DrillTimes {
  bool after_take = true;
  std::optional<recurrence::Cron> cron = {};  // only if not after_take; nullopt: never
};
// In settings: names of databases, with commas or spaces between.
struct DatabaseNames {
  std::vector<std::string> names = {};
};

}  // namespace tenstone::backup

namespace tenstone::validation {

// Issue: invalid_cron.
template <>
struct Codec<backup::Times> {
  using Rules = NoRules;
  static void read(Reader& in, backup::Times& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const backup::Times& value);
};
// Issue: invalid_cron.
template <>
struct Codec<backup::DrillTimes> {
  using Rules = NoRules;
  static void read(Reader& in, backup::DrillTimes& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const backup::DrillTimes& value);
};
// Issue: backup_invalid_name.
template <>
struct Codec<backup::DatabaseNames> {
  using Rules = NoRules;
  static void read(Reader& in, backup::DatabaseNames& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const backup::DatabaseNames& value);
};

}  // namespace tenstone::validation

namespace tenstone::backup {

struct Settings {
  std::string folder = {}, key_file = {};
  Secret<std::string> server = {};
  DatabaseNames databases = {};
  std::uint32_t workers = 2;
  Times schedule = {};
  DrillTimes drill = {};
  std::uint32_t keep_last = 7, keep_hourly = 24, keep_daily = 7, keep_weekly = 4, keep_monthly = 12, keep_yearly = 3;
  std::chrono::milliseconds keep_within = std::chrono::hours(48);
  std::chrono::milliseconds max_age = std::chrono::hours(26), max_run = std::chrono::hours(6);
  std::uint32_t verify_parts = 28;

  RetentionPolicy retention() const {
    return {.last = keep_last,
            .hourly = keep_hourly,
            .daily = keep_daily,
            .weekly = keep_weekly,
            .monthly = keep_monthly,
            .yearly = keep_yearly,
            .within = std::chrono::duration_cast<std::chrono::seconds>(keep_within)};
  }
};
constexpr auto schema(validation::For<Settings>) {
  using namespace std::chrono_literals;
  using validation::field;
  return validation::object<Settings>(
      field("folder", &Settings::folder).or_default().about("the repository of backups; it is made if it is missing"),
      field("key_file", &Settings::key_file)
          .or_default()
          .about("the key of the repository, outside of its folder; empty: backup.key in the data folder. Keep a copy "
                 "elsewhere: without the key no backup can be read"),
      field("server", &Settings::server)
          .or_default()
          .about(
              "URL of the PostgreSQL server whose databases are backed up; unset: that of postgres.url (project 10 in "
              "development: a private PostgreSQL)"),
      field("databases", &Settings::databases)
          .or_default()
          .about("names of databases on that server, with commas between; unset: the one that its URL names"),
      field("workers", &Settings::workers)
          .or_default()
          .range(1, 64)
          .about("how many connections read or write tables side by side"),
      field("schedule", &Settings::schedule)
          .or_default()
          .about("when backups are taken: a cron expression in UTC such as 0 3 * * *, or never"),
      field("drill", &Settings::drill)
          .or_default()
          .about("when the newest backup is restored and compared as a test: after each scheduled backup, a cron "
                 "expression in UTC, or never"),
      field("keep_last", &Settings::keep_last).or_default().range(0, 100'000).about("how many newest versions stay"),
      field("keep_hourly", &Settings::keep_hourly)
          .or_default()
          .range(0, 100'000)
          .about("for how many hours that have versions the newest one of each stays"),
      field("keep_daily", &Settings::keep_daily).or_default().range(0, 100'000).about("the same for days"),
      field("keep_weekly", &Settings::keep_weekly).or_default().range(0, 100'000).about("the same for weeks"),
      field("keep_monthly", &Settings::keep_monthly).or_default().range(0, 100'000).about("the same for months"),
      field("keep_yearly", &Settings::keep_yearly).or_default().range(0, 100'000).about("the same for years"),
      field("keep_within", &Settings::keep_within).or_default().about("versions that are younger than this stay"),
      field("max_age", &Settings::max_age)
          .or_default()
          .range(1min, 24h * 366)
          .about("how old the newest version of a database may be before there is an alarm"),
      field("max_run", &Settings::max_run)
          .or_default()
          .range(1s, 24h * 366)
          .about("how long one scheduled run may take; then it is cancelled and tried again"),
      field("verify_parts", &Settings::verify_parts)
          .or_default()
          .range(1, 10'000)
          .about("in how many parts the repository is verified: one part each day, so all of it in so many days"));
}

// The databases to back up on the server of this URL: those of the setting, or else the one that the URL names. Error:
// database_unavailable (the URL cannot be read, or names none).
Result<std::vector<std::string>> databases_of(const Settings& settings, const std::string& server);

}  // namespace tenstone::backup
