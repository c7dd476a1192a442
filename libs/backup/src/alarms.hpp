// The metrics and the alarm of backups.
#pragma once
#include <map>
#include <string>

#include "agenda.hpp"
#include "tenstone/backup/keeper.hpp"

namespace tenstone::backup {

class Alarms {
 public:
  Alarms(const KeeperOptions& options, logging::Logger log, metrics::Registry& metrics);

  // Sets the metrics. Logs what is overdue and what cannot be read, of each database once an hour. A database without
  // any version is overdue when its first backup has failed.
  void look(const Histories& histories, const std::map<std::string, Error>& faults, const Agenda& agenda, Time now);

 private:
  struct Gauges {
    metrics::Gauge age, drill;
  };
  bool is_time(const std::string& database, Time now);
  void report(const std::string& database, const std::vector<VersionTimes>& versions, Time now);

  const bool scheduled_;
  const std::chrono::milliseconds max_age_;
  const logging::Logger log_;
  std::map<std::string, Gauges> gauges_;
  std::map<std::string, Time> raised_at_;
};

}  // namespace tenstone::backup
