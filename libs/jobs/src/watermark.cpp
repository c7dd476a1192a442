#include "watermark.hpp"

#include <algorithm>

namespace tenstone::jobs {

bool Watermark::worth_a_full_scan(Steady::time_point now) const {
  return !full_at_ || (empty_ && now - *full_at_ >= kFullScanShare * full_cost_);
}

Watermark::Plan Watermark::plan(Steady::time_point now) const {
  const auto pause = std::max<Steady::duration>(kFullScanEvery, kFullScanShare * full_cost_);
  const bool full = worth_a_full_scan(now) || now - *full_at_ >= pause;
  Plan plan{full, std::vector<Time>(classes_.size(), Time::min())};
  if (full || !now_) return plan;
  const Time latest = *now_ - std::max<std::chrono::microseconds>(kLag, writer_);
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const auto& newest = classes_[i].newest;
    if (!newest.empty()) plan.since[i] = std::min(std::ranges::min(newest), latest);
  }
  return plan;
}

void Watermark::claimed(const Plan& plan, const Claimed& what) {
  if (what.now && now_ && *what.now < *now_) {  // somebody moved the clock back
    for (Class& each : classes_) each.newest.clear();
  }
  if (what.now) now_ = what.now;
  empty_ = !plan.full && !what.now;
  if (plan.full) {
    full_at_ = what.ended;
    full_cost_ = what.ended - what.began;
  }
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (!what.newest[i]) continue;
    auto& newest = classes_[i].newest;
    if (plan.full) newest.clear();  // it began at the beginning, so all before its newest is taken
    newest.push_back(*what.newest[i]);
    if (newest.size() > kBatches) newest.pop_front();
  }
}

}  // namespace tenstone::jobs
