// Guessing is counted by the limiter (auth's Attempts, by rate-limit):
//
//   service.add(auth);
//   service.with<auth_limits::Module>();
#pragma once
#include <memory>

#include "tenstone/auth/attempts.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::auth_limits {

// The policies below, for an operator who asks what a key has left or gives it back (rate_limit::LimitsController).
// Keys: auth:ip:<address>, auth:account:<auth::account_key()>, and both with a | between them.
rate_limit::Rules rules();

// An IPv6 client is its /64. What nobody may pass, whichever process he asks:
//
//   a login     of an address 10 a minute (login-address) and 60 an hour (login-address-hour), for an account 10 and
//               then one every 30 s (login-account), for an account from one address 5 and then one every 30 s
//               (login-pair)
//   a sign-up   of an address 10 an hour (sign-up)
//   a letter    of an address 10 an hour (mail-address), to an account 3 an hour (mail-account)
//
// All counts of an attempt leave in one write. One that denies gives back what the others took, so that who is denied
// at his own address cannot use up an account's attempts. Only failures count for long: a login that succeeds is given
// back. Redis away: each process counts for itself (rate_limit::WhenAway::Local).
class LimitedAttempts final : public auth::Attempts {
 public:
  explicit LimitedAttempts(rate_limit::Limiter& limiter) : limiter_(limiter) {}
  Task<Result<void>> take(auth::Attempt attempt) override;
  Task<> give_back(auth::Attempt attempt) override;

 private:
  rate_limit::Limiter& limiter_;
};

// Gives LimitedAttempts to auth::Module. Brings both modules that it joins.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "auth-limits"; }
  void needs(service::Service& service) override;
  void open(service::Service& service) override;
};

}  // namespace tenstone::auth_limits
