#include "turns.hpp"

#include <algorithm>
#include <unordered_set>

namespace tenstone::jobs {

Turns::Plan Turns::plan(const Held& held, std::size_t used, std::size_t most) const {
  Plan plan{{}, std::min(slots_ - std::min(slots_, used), most)};
  if (waiting_.empty()) return plan;
  std::unordered_set<Uuid> concerned;
  for (const auto& [org, count] : held) concerned.insert(org);
  for (const Waiting& each : waiting_) concerned.insert(each.org);
  if (concerned.size() == 1) return plan;
  const std::size_t share = (slots_ + concerned.size() - 1) / concerned.size();

  Held given = held;
  std::vector<Share> shares;
  for (const Waiting& each : waiting_) shares.push_back({each.queue, each.org, 0});
  const auto by_need = [&given](const Share& each) { return std::pair(given[each.org], each.most); };
  for (; plan.oldest > 0; --plan.oldest) {
    const auto neediest = std::ranges::min_element(shares, {}, by_need);
    if (given[neediest->org] >= share) break;
    ++neediest->most;
    ++given[neediest->org];
  }
  std::size_t guests = plan.oldest > 0 ? 0 : slots_ + guests_ - std::clamp(used, slots_, slots_ + guests_);
  for (Share& each : shares) {
    if (guests == 0) break;
    if (given[each.org] > 0) continue;
    each.most = 1;
    given[each.org] = 1;
    --guests;
  }
  std::erase_if(shares, [](const Share& each) { return each.most == 0; });
  plan.shares = std::move(shares);
  return plan;
}

// One that had fewer jobs than its share waits no more; the others are behind those that got nothing.
void Turns::claimed(const std::vector<Share>& shares, const std::vector<std::size_t>& brought, Steady::duration took) {
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Waiting served{shares[i].queue, shares[i].org};
    std::erase(waiting_, served);
    if (brought[i] >= static_cast<std::size_t>(shares[i].most)) waiting_.push_back(served);
  }
  if (took > kTooLong) waiting_.clear();
}

void Turns::looked(const std::vector<std::int32_t>& queues, const std::vector<Visited>& rows, Steady::time_point began,
                   Steady::time_point ended) {
  looked_at_ = ended;
  next_look_ = ended + std::max<Steady::duration>(kLookEvery, kLookShare * (ended - began));
  const bool from_the_beginning = cursor_ == Cursor{};
  cursor_ = {};
  if (rows.size() == static_cast<std::size_t>(kMostVisited)) cursor_ = {rows.back().place, rows.back().org};
  for (const Visited& row : rows) {
    if (!row.ready || waiting_.size() >= kMostWaiting) continue;
    const Waiting found{queues[static_cast<std::size_t>(row.place - 1)], row.org};
    if (std::ranges::find(waiting_, found) == waiting_.end()) waiting_.push_back(found);
  }
  alone_ = from_the_beginning && cursor_ == Cursor{} && std::ranges::count_if(rows, &Visited::ready) <= 1;
}

Turns::Steady::time_point Turns::next_look(bool woken, std::chrono::milliseconds poll) const {
  return woken ? next_look_ : std::max(next_look_, looked_at_ + poll);
}

}  // namespace tenstone::jobs
