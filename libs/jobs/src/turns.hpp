// Shares of a worker's slots between organisations.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "tenstone/core/uuid.hpp"

namespace tenstone::jobs {

// Claims take the oldest jobs first, whosever they are. That is fair until one organisation has more ready jobs than a
// worker has slots. While the slots are taken or the last claim was filled, the worker therefore looks which
// organisations have ready jobs, and serves those that hold less than their share before it claims by age again:
// * the share of an organisation is slots / (organisations that hold or wait for a slot), rounded up;
// * an organisation that holds nothing may take one of the `guests` when no slot is free: a slot beyond the others;
// * what the shares leave free is claimed by age, so no slot stays empty for the sake of fairness.
// A look costs one index probe per organisation with unfinished jobs. It takes at most a twentieth of the time.
class Turns {
 public:
  using Steady = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kLookEvery{50};
  static constexpr int kLookShare = 20;
  static constexpr std::size_t kMostWaiting = 64;    // organisations
  static constexpr std::int64_t kMostVisited = 256;  // of one look; the next one goes on behind them
  // A claim by shares that takes longer walks dead index entries (a foreign snapshot): then only the looks go on.
  static constexpr std::chrono::milliseconds kTooLong{50};

  Turns(std::size_t slots, std::size_t guests) : slots_(slots), guests_(guests) {}

  using Held = std::unordered_map<Uuid, std::size_t>;  // attempts that run here, by organisation

  struct Share {
    std::int32_t queue;
    Uuid org;
    std::int64_t most;  // jobs
    bool operator==(const Share&) const = default;
  };
  struct Plan {
    std::vector<Share> shares;
    std::size_t oldest;  // how many to claim by age besides
  };
  // `used`: slots that are taken, `most`: jobs of a claim.
  Plan plan(const Held& held, std::size_t used, std::size_t most) const;
  // After a claim by shares: how many each brought, and how long it took.
  void claimed(const std::vector<Share>& shares, const std::vector<std::size_t>& brought, Steady::duration took);

  // One row of a look, in the order of (place, org). Each place begins with the organisation where it was begun.
  struct Visited {
    std::int32_t place;  // in the queues looked at, from 1; behind the last: the end was reached
    Uuid org;
    bool ready;
  };
  struct Cursor {
    std::int32_t place = 1;
    Uuid org = {};
    bool operator==(const Cursor&) const = default;
  };
  const Cursor& cursor() const { return cursor_; }
  void looked(const std::vector<std::int32_t>& queues, const std::vector<Visited>& rows, Steady::time_point began,
              Steady::time_point ended);
  // When the next look is due, by whether somebody said that there is something new.
  Steady::time_point next_look(bool woken, std::chrono::milliseconds poll) const;

  bool any_waiting() const { return !waiting_.empty(); }
  // The last look saw everybody, and one organisation at most had ready jobs. Until somebody says that there is
  // something new, or `poll` has passed, the next look would cost a backlog's claims and find the same.
  bool alone() const { return alone_; }

 private:
  struct Waiting {
    std::int32_t queue;
    Uuid org;
    bool operator==(const Waiting&) const = default;
  };
  const std::size_t slots_, guests_;
  std::vector<Waiting> waiting_;
  Cursor cursor_;
  bool alone_ = false;
  Steady::time_point looked_at_{}, next_look_{};
};

}  // namespace tenstone::jobs
