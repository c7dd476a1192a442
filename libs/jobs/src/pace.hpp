// When a lane goes to the database next.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

namespace tenstone::jobs {

struct Pace {
  using Steady = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds kCompany{2};  // a result waits at most this long for others

  std::size_t slots, batch;

  struct Situation {
    std::size_t waiting = 0;                        // results
    std::optional<Steady::time_point> first_waits;  // the oldest result or log line
    std::size_t free = 0;                           // slots
    bool may_claim = false;
    bool woken = false;    // something new: look at once
    bool backlog = false;  // the last claim was filled: there is more
    Steady::time_point next_poll, not_before;
    Steady::time_point turns_due = Steady::time_point::max();  // for organisations that hold nothing; none is free
  };

  // A result waits for company; a claim takes along what waits. Under a backlog it is worth a trip
  // once a batch, or half of the slots, are free: a trip per slot would cost a commit per job.
  Steady::time_point next(const Situation& now_is, Steady::time_point now) const {
    Steady::time_point due = Steady::time_point::max();
    if (now_is.first_waits) due = *now_is.first_waits + kCompany;
    if (now_is.waiting >= batch) due = now;
    if (now_is.may_claim && now_is.free > 0) {
      due = std::min(due, now_is.next_poll);
      if (now_is.woken || (now_is.backlog && now_is.free >= std::min(batch, (slots + 1) / 2))) due = now;
    }
    if (now_is.may_claim) due = std::min(due, now_is.turns_due);
    return due == Steady::time_point::max() ? due : std::max(due, now_is.not_before);
  }
};

}  // namespace tenstone::jobs
