#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/rate_limit/headers.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::rate_limit {

// What has been asked of the limiter for one request.
class Account {
 public:
  // Of at most these groups, which must outlive it. `secret` as in partition_key(); "": no pk.
  explicit Account(std::span<const Group> groups, std::string_view secret = {});

  struct Entry {
    const ReadyRule* ready;
    const std::string* subject;
    const Decision* decision;
    std::string_view partition;
    std::optional<std::chrono::microseconds> blocked;
  };

  // Errors: the limiter's. The verdict stays as long as this does.
  Task<Result<const Verdict*>> take(Limiter& limiter, const Group& group);
  const std::vector<Entry>& entries() const { return entries_; }
  // Of those that clients are told of.
  std::vector<Line> lines() const;

 private:
  const std::string_view secret_;
  std::vector<Verdict> verdicts_;  // entries point at these two, which have room for all groups
  std::vector<std::string> partitions_;
  std::vector<Entry> entries_;
};

}  // namespace tenstone::rate_limit
