#include "readiness.hpp"

namespace tenstone::service {
namespace {

// A maker is the request of a client, who may go: then another one makes them. So this only ends what never would.
constexpr std::chrono::seconds kLongestCheck{30};

struct Round {
  explicit Round(std::size_t checks) : parts(checks), missing(checks), changed(runtime::Loop::current()) {}
  std::vector<Readiness::Part> parts;
  std::size_t missing;
  runtime::Event changed;
};

Task<> look(Check check, std::shared_ptr<Round> round, std::size_t at) {
  bool holds = false;
  try {
    holds = co_await check.holds();
  } catch (...) {  // then it does not hold
  }
  round->parts[at] = {std::move(check.name), holds};
  --round->missing;
  round->changed.notify();
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
  const auto round = std::make_shared<Round>(checks_.size());
  for (std::size_t i = 0; i < checks_.size(); ++i) runtime::Loop::current().spawn(look(checks_[i], round, i));
  while (round->missing != 0) co_await round->changed.wait();
  const std::lock_guard guard(mutex_);
  last_ = std::make_shared<const std::vector<Part>>(std::move(round->parts));
  made_at_ = now_();
  co_return last_;
}

}  // namespace tenstone::service
