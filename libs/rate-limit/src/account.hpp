#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/rate_limit/headers.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::rate_limit {

// What has been asked of the limiter for one request. The groups must outlive it.
class Account {
 public:
  // `secret` as in partition_key(); "": no pk.
  explicit Account(std::string_view secret = {}) : secret_(secret) {}

  struct Entry {
    const ReadyRule* ready;
    const std::string* subject;
    const Decision* decision;
    std::string_view partition;
    bool blocked;
  };

  // Errors: the limiter's. The verdict stays as long as this does.
  Task<Result<const Verdict*>> take(Limiter& limiter, const Group& group);
  const std::vector<Entry>& entries() const { return entries_; }
  // Of those that clients are told of.
  std::vector<Line> lines() const;

 private:
  const std::string_view secret_;
  std::deque<Verdict> verdicts_;  // entries point at these two
  std::deque<std::string> partitions_;
  std::vector<Entry> entries_;
};

}  // namespace tenstone::rate_limit
