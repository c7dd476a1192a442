// log ls | cat | grep | tail | hist: reads log files directly, without a server.
#pragma once
#include <string>
#include <vector>

#include "verbs.hpp"

namespace tenstone::cli {

struct LogWords {
  std::vector<std::string> logs;  // names as `log ls` prints them, or paths
  std::string query;
  int limit = 100, lines = 10, buckets = 24;
  bool oldest = false, follow = false, json = false;
};

int log_list(const Settings& settings, const LogWords& words);
int log_cat(const Settings& settings, const LogWords& words);
// 0: an entry was found; 1: none was; 2: a log could not be read.
int log_grep(const Settings& settings, const LogWords& words);
int log_tail(const Settings& settings, const LogWords& words);
int log_hist(const Settings& settings, const LogWords& words);

}  // namespace tenstone::cli
