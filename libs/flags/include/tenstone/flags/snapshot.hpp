// All flags at one version. Immutable: what a request decides by.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/flags/rollout.hpp"

namespace tenstone::flags {

struct Flag {
  std::string key;
  bool enabled = false;
  int share = kEverybody;  // of the people, while it is enabled

  friend bool operator==(const Flag&, const Flag&) = default;
};
bool is_key(std::string_view text);

class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(std::int64_t version, std::vector<Flag> flags);

  std::int64_t version() const { return version_; }          // 0: nothing is known yet
  const std::vector<Flag>& flags() const { return flags_; }  // by key
  const Flag* find(std::string_view key) const;
  // Whether it is on for `unit`. A flag that nobody has made is off.
  bool on(std::string_view key, std::string_view unit) const;

 private:
  std::int64_t version_ = 0;
  std::vector<Flag> flags_;
};

// As Redis and the file keep it: JSON, every part checked when it is read.
std::string to_text(const Snapshot& snapshot);
Result<Snapshot> read_snapshot(std::string_view text);

}  // namespace tenstone::flags
