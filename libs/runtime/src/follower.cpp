#include "tenstone/runtime/follower.hpp"

#include <algorithm>

#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {

struct Follower::State {
  static Task<> follow(std::shared_ptr<State> self, Refresh refresh, Pulse pulse) {
    while (!self->supervisor.stopped()) {
      self->hinted = false;
      self->pause = self->poll;
      co_await refresh();
      pulse.well();
      if (!self->supervisor.stopped() && !self->hinted) co_await self->changed.wait(self->pause);
    }
  }

  Loop& loop;
  const std::string name;
  const std::chrono::steady_clock::duration poll;
  std::chrono::steady_clock::duration pause = poll;  // after this refresh
  bool hinted = false;                               // since it began: the event has no memory
  Event changed{loop};
  Supervisor supervisor{loop};
  std::vector<std::shared_ptr<void>> sources = {};
};

Follower::Follower(Loop& loop, std::string name, std::chrono::steady_clock::duration poll)
    : state_(std::make_shared<State>(loop, std::move(name), poll)) {}
Follower::~Follower() = default;

void Follower::begin(Refresh refresh, std::vector<std::function<std::shared_ptr<void>()>> sources) {
  state_->loop.post([state = state_, refresh = std::move(refresh), sources = std::move(sources)] {
    if (state->supervisor.stopped()) return;
    for (const auto& source : sources) state->sources.push_back(source());
    state->supervisor.keep(state->name, [=](Pulse pulse) { return State::follow(state, refresh, std::move(pulse)); });
  });
}

void Follower::hint(const std::shared_ptr<State>& state) {
  if (!state) return;
  state->hinted = true;
  state->changed.notify();
}

void Follower::again_in(std::chrono::steady_clock::duration pause) { state_->pause = std::min(state_->pause, pause); }

void Follower::stop() {
  state_->supervisor.stop();
  state_->sources.clear();
  state_->changed.notify();
}

bool Follower::stopped() const { return state_->supervisor.stopped(); }
Task<> Follower::join() { return state_->supervisor.join(); }

}  // namespace tenstone::runtime
