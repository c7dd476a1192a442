// job queues | pause | resume | limit | dead | redrive: queues and dead letters, for whoever runs the installation.
#pragma once
#include <string>

#include "verbs.hpp"

namespace tenstone::cli {

// job_queues.cpp
int job_queues(const Settings& settings);
int job_pause(const Settings& settings, const std::string& queue, bool paused);
// `most`: a number, or "none"
int job_limit(const Settings& settings, const std::string& queue, const std::string& most);

// job_dead.cpp; "": not given
struct DeadWords {
  std::string email;         // whose: of the organisation that this person's sessions begin in
  bool all = false;          // of all organisations
  std::string action, kind;  // an action, or the kind of another job, such as "mail.send"
  std::string queue, error_code;
  std::string from, until;  // RFC 3339
  int limit = 20;
};
int job_dead(const Settings& settings, const DeadWords& words);
int job_redrive(const Settings& settings, const DeadWords& words);

}  // namespace tenstone::cli
