#include "tenstone/recurrence/zone.hpp"

#include <absl/time/time.h>
#include <cstdlib>
#include <fmt/core.h>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

namespace tenstone::recurrence {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

absl::Time to_absl(Time time) { return absl::FromUnixSeconds(floor<seconds>(time).time_since_epoch().count()); }
Time from_absl(absl::Time time) { return Time(seconds(absl::ToUnixSeconds(time))); }
absl::CivilSecond to_civil(LocalTime time) { return absl::CivilSecond() + time.time_since_epoch().count(); }
LocalTime from_civil(absl::CivilSecond time) { return LocalTime(seconds(time - absl::CivilSecond())); }

// Of a transition: the instant from which the new offset holds.
Time begin_of(const absl::TimeZone& zone, const absl::TimeZone::CivilTransition& transition) {
  return from_absl(zone.At(transition.to).trans);
}

}  // namespace

struct Zone::Entry {
  const std::string* name = nullptr;
  mutable std::once_flag once;
  mutable bool known = false;
  mutable absl::TimeZone zone = absl::UTCTimeZone();
};

// Names come from here, and never from outside to absl::LoadTimeZone(): it keeps an entry for each unknown name, and
// takes paths.
struct Zone::Database {
  std::map<std::string, Entry, std::less<>> zones;
  std::string version;

  static const Database& get() {
    static const Database database;
    return database;
  }

  // The file has a line "# version 2026f", and lines "Z <name> …" and "L <zone> <name>" (zic(8), abbreviated).
  Database() {
    const char* folder = std::getenv("TZDIR");  // where absl::LoadTimeZone() looks, too
    std::ifstream file(std::string(folder && *folder ? folder : "/usr/share/zoneinfo") + "/tzdata.zi");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string kind, first, second;
      words >> kind >> first >> second;
      if (kind == "#" && first == "version" && version.empty()) version = second;
      if (kind == "Z" && first != "Factory") zones.try_emplace(first);
      if (kind == "L") zones.try_emplace(second);
    }
    zones.try_emplace("UTC");
    for (auto& [name, entry] : zones) entry.name = &name;
  }
};

Zone::Zone() : entry_(&Database::get().zones.find("UTC")->second) {}

Result<Zone> Zone::find(std::string_view name) {
  const auto& zones = Database::get().zones;
  const auto found = zones.find(name);
  if (found != zones.end()) {
    const Entry& entry = found->second;
    std::call_once(entry.once, [&] {
      entry.known = name == "UTC" || absl::LoadTimeZone(*entry.name, &entry.zone);  // UTC needs no file
    });
    if (entry.known) return Zone(&entry);
  }
  return Error(
      kUnknownTimezone, {},
      fmt::format("\"{}\"; tzdata {}", name.substr(0, 64), zones.size() == 1 ? "is not installed" : version()));
}

const std::string& Zone::name() const { return *entry_->name; }

LocalTime Zone::to_local(Time time) const { return from_civil(entry_->zone.At(to_absl(time)).cs); }

Instants Zone::at(LocalTime local) const {
  const auto info = entry_->zone.At(to_civil(local));
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::UNIQUE: break;
    case absl::TimeZone::TimeInfo::SKIPPED: return {Instants::Count::None, from_absl(info.trans), from_absl(info.pre)};
    case absl::TimeZone::TimeInfo::REPEATED: return {Instants::Count::Two, from_absl(info.pre), from_absl(info.post)};
  }
  return {Instants::Count::One, from_absl(info.pre), from_absl(info.pre)};
}

Period Zone::period(Time time) const {
  const absl::Time at = to_absl(time);
  Period period{.offset = seconds(entry_->zone.At(at).offset)};
  absl::TimeZone::CivilTransition transition;
  // PrevTransition() looks before its argument, and one at `at` begins the period.
  if (entry_->zone.PrevTransition(at + absl::Seconds(1), &transition))
    period.begin = begin_of(entry_->zone, transition);
  if (entry_->zone.NextTransition(at, &transition)) period.end = begin_of(entry_->zone, transition);
  return period;
}

std::vector<std::string> Zone::names() {
  std::vector<std::string> names;
  for (const auto& [name, entry] : Database::get().zones) names.push_back(name);
  return names;
}

const std::string& Zone::version() { return Database::get().version; }

Result<LocalTime> parse_local(std::string_view text) {
  std::string whole(text);
  if (whole.size() == 16) whole += ":00";
  // Of 19 characters nothing is left for an offset or a fraction.
  const auto time = whole.size() == 19 ? parse_rfc3339(whole + "Z") : std::nullopt;
  if (!time) return kInvalidLocalTime;
  return LocalTime(floor<seconds>(*time).time_since_epoch());
}

std::string to_text(LocalTime time) { return to_rfc3339(Time(time.time_since_epoch())).substr(0, 19); }

}  // namespace tenstone::recurrence
