// flag …: the verbs, for whoever runs the installation.
#pragma once
#include <cstdint>
#include <string>

#include "verbs.hpp"

namespace tenstone::cli {

struct FlagWords {
  std::string key, value;
  std::string file;  // a definition; "-" is stdin
  std::string reason;
  bool confirm_rebucket = false, json = false;
  std::int64_t revision = 0;
  int limit = 20;
};
struct ExplainWords {
  std::string user, context;  // a targeting key; a JSON object, "" for none
};

int flag_list(const Settings& settings);
int flag_set(const Settings& settings, const FlagWords& words);
int flag_show(const Settings& settings, const FlagWords& words);
int flag_remove(const Settings& settings, const FlagWords& words);
int flag_history(const Settings& settings, const FlagWords& words);
int flag_rollback(const Settings& settings, const FlagWords& words);
int flag_explain(const Settings& settings, const FlagWords& words, const ExplainWords& about);
int flag_kill(const Settings& settings, const FlagWords& words, bool killed);  // no key: all flags
int flag_key_add(const Settings& settings, const std::string& name, bool server);
int flag_key_list(const Settings& settings);
int flag_key_revoke(const Settings& settings, const std::string& id);

}  // namespace tenstone::cli
