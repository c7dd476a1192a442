#include "account.hpp"

namespace tenstone::rate_limit {

Account::Account(std::span<const Group> groups, std::string_view secret) : secret_(secret) {
  verdicts_.reserve(groups.size());
  if (!secret.empty()) partitions_.reserve(groups.size());
}

Task<Result<const Verdict*>> Account::take(Limiter& limiter, const Group& group) {
  auto answer = co_await limiter.take(group.subject, group.charges);
  if (!answer) co_return answer.error();
  const Verdict& verdict = verdicts_.emplace_back(std::move(*answer));
  std::string_view partition;
  if (!secret_.empty()) partition = partitions_.emplace_back(partition_key(secret_, group.subject));
  for (std::size_t i = 0; i < group.rules.size(); ++i)
    entries_.push_back({group.rules[i], &group.subject, &verdict.each[i], partition, verdict.blocked});
  co_return &verdict;
}

std::vector<Line> Account::lines() const {
  std::vector<Line> lines;
  for (const Entry& entry : entries_) {
    const Rule& rule = entry.ready->rule;
    if (rule.shadow || !rule.headers) continue;
    const std::string_view unit = rule.unit == Unit::Requests ? std::string_view() : to_string(rule.unit);
    lines.push_back({&entry.ready->policy, entry.decision, unit, entry.partition});
  }
  return lines;
}

}  // namespace tenstone::rate_limit
