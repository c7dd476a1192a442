#pragma once
#include <span>
#include <string>
#include <vector>

#include "tenstone/rate_limit/headers.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::rate_limit {

// What has been asked of the limiter for one request.
class Account {
 public:
  // Of at most these groups, which must outlive it.
  explicit Account(std::span<const Group> groups) { verdicts_.reserve(groups.size()); }

  struct Entry {
    const ReadyRule* ready;
    const std::string* subject;
    const Decision* decision;
    std::optional<std::chrono::microseconds> blocked;
  };

  // Errors: the limiter's. The verdict stays as long as this does.
  Task<Result<const Verdict*>> take(Limiter& limiter, const Group& group);
  const std::vector<Entry>& entries() const { return entries_; }
  // Of those that clients are told of.
  std::vector<Line> lines() const;

 private:
  std::vector<Verdict> verdicts_;  // entries point at these, which have room for all groups
  std::vector<Entry> entries_;
};

}  // namespace tenstone::rate_limit
