// What the Keeper does next. Pure: the repository's versions and the time go in, the next step comes out.
#pragma once
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tenstone/backup/due.hpp"

namespace tenstone::backup {

struct Step {
  enum class Kind : std::uint8_t { Take, Forget, Prune, Verify, Drill };
  Kind kind = Kind::Take;
  std::string database = {};  // "" for Prune and Verify: they are of the whole repository
  friend auto operator<=>(const Step&, const Step&) = default;
};

enum class Outcome : std::uint8_t {
  Good,
  Busy,       // somebody else does the same now: looked at again a minute later
  Cancelled,  // by a person: not again within the hour
  Failed,     // tried again after 1, 2, 4, … 60 minutes
};

// The versions of each database, the newest first. A database that is missing here could not be read: no step of it.
using Histories = std::map<std::string, std::vector<VersionTimes>>;

// After a good take the versions of its database are sorted out by the rules of retention (Forget), then the repository
// is pruned and a part of it is verified, then drills are done. Nothing but a good take leads to Forget or Verify, and
// nothing but a good Forget to Prune.
class Agenda {
 public:
  Agenda(std::vector<std::string> databases, Times schedule, DrillTimes drill);

  std::optional<Step> next(const Histories& histories, Time now) const;
  void ended(const Step& step, Outcome outcome, Time now);
  bool is_failing(const Step& step) const;  // it has failed, and not succeeded since

 private:
  struct Pause {
    unsigned failures = 0;
    Time until;
  };
  bool may(const Step& step, Time now) const;
  bool is_due(const Step& step, const Histories& histories, Time now) const;

  std::vector<std::string> databases_;
  Times schedule_;
  DrillTimes drill_;
  std::set<Step> owed_;  // of Forget, Prune and Verify
  std::map<Step, Pause> pauses_;
};

}  // namespace tenstone::backup
