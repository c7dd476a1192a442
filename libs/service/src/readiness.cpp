#include "readiness.hpp"

namespace tenstone::service {
namespace {

// A maker is the request of a client, who may go: then another one makes them. So this only ends what never would.
constexpr std::chrono::seconds kLongestCheck{30};

Task<bool> holds(const Check& check) {
  try {
    co_return co_await check.holds();
  } catch (...) {
    co_return false;
  }
}

}  // namespace

Task<Readiness::Parts> Readiness::ask() {
  for (;;) {
    if (Parts parts = kept()) co_return parts;
    runtime::SingleFlight<Parts>::Make fly = [this] { return make(); };
    auto made = co_await making_.run("", std::move(fly), kLongestCheck);
    if (made) co_return std::move(*made);
    if (!made.error().is(kBusy)) throw Failure(made.error());
  }
}

Readiness::Parts Readiness::kept() {
  const std::lock_guard guard(mutex_);
  return last_ && now_() - made_at_ < kKept ? last_ : nullptr;
}

Task<Result<Readiness::Parts>> Readiness::make() {
  if (Parts parts = kept()) co_return parts;  // made between the caller's look and its turn
  auto parts = std::make_shared<std::vector<Part>>();
  for (const Check& check : checks_) parts->push_back({check.name, co_await holds(check)});
  const std::lock_guard guard(mutex_);
  last_ = std::move(parts);
  made_at_ = now_();
  co_return last_;
}

}  // namespace tenstone::service
