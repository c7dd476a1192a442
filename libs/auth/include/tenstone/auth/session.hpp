// What a session is, without a store.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"

namespace tenstone::auth {

struct SessionPolicy {
  std::chrono::seconds idle = std::chrono::hours(2), absolute = std::chrono::hours(12);
  std::chrono::seconds remembered_idle = std::chrono::days(7), remembered_absolute = std::chrono::days(30);
  int most_per_user = 50;  // a login beyond it ends the oldest

  std::chrono::seconds idle_of(bool remembered) const { return remembered ? remembered_idle : idle; }
  std::chrono::seconds absolute_of(bool remembered) const { return remembered ? remembered_absolute : absolute; }
};

struct Session {
  Uuid id, org, user;
  bool remembered = false;
  Time created_at, last_seen_at;
  Time idle_expires_at, expires_at;

  // From either deadline on it does not.
  bool holds_at(Time now) const { return now < idle_expires_at && now < expires_at; }
};

// last_seen_at is written at most this often.
inline constexpr std::chrono::seconds kTouchInterval{60};

}  // namespace tenstone::auth
