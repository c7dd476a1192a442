#include "account.hpp"

namespace tenstone::rate_limit {

Task<Result<const Verdict*>> Account::take(Limiter& limiter, const Group& group) {
  auto answer = co_await limiter.take(group.subject, group.charges);
  if (!answer) co_return answer.error();
  const Verdict& verdict = verdicts_.emplace_back(std::move(*answer));
  for (std::size_t i = 0; i < group.rules.size(); ++i)
    entries_.push_back({group.rules[i], &group.subject, &verdict.each[i], verdict.blocked});
  co_return &verdict;
}

std::vector<Line> Account::lines() const {
  std::vector<Line> lines;
  for (const Entry& entry : entries_) {
    const Rule& rule = entry.ready->rule;
    if (rule.shadow || !rule.headers) continue;
    const std::string_view unit = rule.unit == Unit::Requests ? std::string_view() : to_string(rule.unit);
    lines.push_back({&entry.ready->policy, entry.decision, unit});
  }
  return lines;
}

}  // namespace tenstone::rate_limit
