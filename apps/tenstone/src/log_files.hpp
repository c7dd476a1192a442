#pragma once
#include <string>
#include <vector>

#include "tenstone/log_view/logs.hpp"
#include "verbs.hpp"

namespace tenstone::cli {

// The log files that a verb reads: those of the platform, and files that the command line names by their paths.
class LogFiles {
 public:
  // `words`: names, last parts of names, or paths. Blocks. Throws Failure: those of the settings, log_root_unusable,
  // log_unknown, log_file_unreadable.
  LogFiles(const Settings& settings, const std::vector<std::string>& words);

  const log_view::Logs& logs() const { return logs_; }
  // For each of the words, the name by which logs() knows it.
  const std::vector<std::string>& names() const { return found_.names; }

 private:
  struct Found {
    std::vector<std::string> names;
    log_view::Sources sources;
    log_view::LogsOptions options;
  };
  static Found find(const Settings& settings, const std::vector<std::string>& words);

  const Found found_;
  const SystemClock clock_;
  const web::Cursors cursors_;
  const log_view::Logs logs_;
};

}  // namespace tenstone::cli
