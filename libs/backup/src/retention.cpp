#include "tenstone/backup/retention.hpp"

#include <algorithm>
#include <fmt/chrono.h>
#include <optional>

namespace tenstone::backup {
namespace {

using std::chrono::floor;

// A span of time that `time` lies in, as people call it; equal for all times in it.
std::string hour_of(Time time) { return fmt::format("{:%Y-%m-%d %H}:00 UTC", floor<std::chrono::hours>(time)); }
std::string day_of(Time time) { return fmt::format("{:%Y-%m-%d}", floor<std::chrono::days>(time)); }
std::string week_of(Time time) {
  const auto day = floor<std::chrono::days>(time);
  const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
  return fmt::format("the week of {:%Y-%m-%d}", Time(monday));
}
std::string month_of(Time time) { return fmt::format("{:%Y-%m}", floor<std::chrono::days>(time)); }
std::string year_of(Time time) { return fmt::format("{:%Y}", floor<std::chrono::days>(time)); }

bool empty(const RetentionPolicy& policy) {
  return policy.last + policy.hourly + policy.daily + policy.weekly + policy.monthly + policy.yearly == 0 &&
         policy.within <= std::chrono::seconds(0);
}

class Plan {
 public:
  explicit Plan(std::span<const RetainedVersion> versions) : versions_(versions.begin(), versions.end()) {
    std::ranges::sort(versions_, std::ranges::greater(), &RetainedVersion::number);  // newest first
    reasons_.resize(versions_.size());
  }

  template <class Which>
  void keep_if(Which which, const char* reason) {
    for (std::size_t i = 0; i < versions_.size(); ++i)
      if (which(versions_[i])) keep(i, reason);
  }
  template <class Which>
  void keep_first(std::size_t count, Which which, const char* reason) {
    for (std::size_t i = 0; i < versions_.size() && count > 0; ++i)
      if (which(versions_[i])) keep(i, reason), --count;
  }
  // Of each of the newest `count` spans that have versions, the newest version. Clocks step back, so the versions of a
  // span need not be neighbours.
  void keep_spans(std::size_t count, std::string (*span_of)(Time)) {
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < versions_.size() && seen.size() < count; ++i) {
      std::string span = span_of(versions_[i].taken_at);
      if (std::ranges::find(seen, span) != seen.end()) continue;
      keep(i, "the newest of " + span);
      seen.push_back(std::move(span));
    }
  }
  std::vector<RetentionChoice> choices() && {
    std::vector<RetentionChoice> all;
    for (std::size_t i = versions_.size(); i-- > 0;)
      all.push_back({.number = versions_[i].number,
                     .keep = reasons_[i].has_value(),
                     .reason = reasons_[i].value_or("no rule keeps it")});
    return all;
  }

 private:
  void keep(std::size_t at, std::string reason) {
    if (!reasons_[at]) reasons_[at] = std::move(reason);
  }

  std::vector<RetainedVersion> versions_;
  std::vector<std::optional<std::string>> reasons_;  // why it stays: the first rule that keeps it
};

}  // namespace

std::vector<RetentionChoice> plan_retention(std::span<const RetainedVersion> versions, const RetentionPolicy& policy,
                                            Time now) {
  const auto any = [](const RetainedVersion&) { return true; };
  Plan plan(versions);
  // [snippet:rules]
  plan.keep_if([](const RetainedVersion& each) { return each.pinned; }, "it is pinned");
  plan.keep_first(1, any, "it is the newest");
  plan.keep_first(
      1, [](const RetainedVersion& each) { return each.drilled_at.has_value(); }, "it is the newest that was drilled");
  // [/snippet:rules]
  if (empty(policy)) plan.keep_if(any, "the policy removes nothing");
  plan.keep_first(policy.last, any, "it is one of the last");
  plan.keep_if([&](const RetainedVersion& each) { return now - each.taken_at < policy.within; }, "it is young");
  plan.keep_spans(policy.hourly, hour_of);
  plan.keep_spans(policy.daily, day_of);
  plan.keep_spans(policy.weekly, week_of);
  plan.keep_spans(policy.monthly, month_of);
  plan.keep_spans(policy.yearly, year_of);
  return std::move(plan).choices();
}

}  // namespace tenstone::backup
