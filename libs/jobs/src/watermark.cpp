#include "watermark.hpp"

namespace tenstone::jobs {

bool Watermark::worth_a_full_scan(Steady::time_point now) const {
  return !full_.at || (empty_ && now - *full_.at >= kScanShare * full_.cost);
}

Watermark::Plan Watermark::plan(Steady::time_point now, bool backlog) const {
  Plan plan{Scan::Lagging, std::vector<Place>(classes_.size(), kBeginning)};
  if (worth_a_full_scan(now) || full_.due(now, kFullScanEvery)) plan.scan = Scan::Full;
  if (plan.scan == Scan::Full || !now_) return plan;
  if (backlog && !lagging_.due(now, kLaggingEvery)) plan.scan = Scan::Near;
  const Place latest{*now_ - std::max<std::chrono::microseconds>(kLag, writer_), 0};
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].empty()) continue;
    plan.since[i] = std::ranges::min(classes_[i]);
    if (plan.scan == Scan::Lagging) plan.since[i] = std::min(plan.since[i], latest);
  }
  return plan;
}

void Watermark::claimed(const Plan& plan, const Claimed& what) {
  if (what.now && now_ && *what.now < *now_) {  // somebody moved the clock back
    for (auto& newest : classes_) newest.clear();
  }
  if (what.now) now_ = what.now;
  empty_ = plan.scan != Scan::Full && !what.now;
  if (plan.scan != Scan::Near) {
    lagging_.at = what.ended;
    Scans& scans = plan.scan == Scan::Full ? full_ : lagging_;
    scans = {what.ended, what.ended - what.began};
  }
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (!what.newest[i]) continue;
    auto& newest = classes_[i];
    if (plan.scan == Scan::Full) newest.clear();  // it began at the beginning, so all before its newest is taken
    newest.push_back(*what.newest[i]);
    if (newest.size() > kBatches) newest.pop_front();
  }
}

}  // namespace tenstone::jobs
