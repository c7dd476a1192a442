// The versions of databases, as the repository has them.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agenda.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

// Manifests are read again when a version came, and every minute, because others pin, drill and forget versions.
// Versions whose manifest is damaged are left out. For one thread.
class HistoryReader {
 public:
  HistoryReader(const Repository& repository, std::vector<std::string> databases)
      : repository_(repository), databases_(std::move(databases)) {}

  const Histories& read();  // blocks on the disk
  void forget_what_was_read() { read_at_.clear(); }
  const std::map<std::string, Error>& faults() const { return faults_; }  // of databases that read() could not read
  std::optional<Version> newest(const std::string& database) const;       // that is not damaged
  std::uint64_t last_number(const std::string& database) const;           // damaged or not; 0: there is none

 private:
  bool is_fresh(const std::string& database);
  void read_one(const std::string& database);

  const Repository& repository_;
  const std::vector<std::string> databases_;
  Histories histories_;
  std::map<std::string, Error> faults_;
  std::map<std::string, Version> newest_;               // not damaged
  std::map<std::string, std::optional<Version>> seen_;  // damaged or not
  std::map<std::string, std::chrono::steady_clock::time_point> read_at_;
};

}  // namespace tenstone::backup
