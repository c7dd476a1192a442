#include "tenstone/runtime/follower.hpp"

#include <algorithm>

#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {

struct Follower::State {
  State(Loop& on, std::string task, std::chrono::steady_clock::duration interval)
      : loop(on), name(std::move(task)), poll(interval), pause(interval), changed(on), supervisor(on) {}

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
  std::chrono::steady_clock::duration pause;  // after this refresh
  bool hinted = false;                        // since the refresh began: the event has no memory
  Event changed;
  Supervisor supervisor;
  std::vector<std::shared_ptr<void>> sources;
};

void Follower::Hint::give() const {
  const auto state = state_.lock();
  if (!state) return;
  state->hinted = true;
  state->changed.notify();
}

Follower::Follower(Loop& loop, std::string name, std::chrono::steady_clock::duration poll)
    : state_(std::make_shared<State>(loop, std::move(name), poll)) {}
Follower::~Follower() = default;

void Follower::begin(Refresh refresh, std::vector<Subscribe> sources) {
  state_->loop.post([state = state_, refresh = std::move(refresh), sources = std::move(sources)] {
    if (state->supervisor.stopped()) return;
    for (const Subscribe& source : sources) state->sources.push_back(source(Hint(state)));
    state->supervisor.keep(state->name,
                           [state, refresh](Pulse pulse) { return State::follow(state, refresh, std::move(pulse)); });
  });
}

void Follower::again_in(std::chrono::steady_clock::duration pause) { state_->pause = std::min(state_->pause, pause); }

void Follower::stop() {
  state_->supervisor.stop();
  state_->sources.clear();
  state_->changed.notify();
}

bool Follower::stopped() const { return state_->supervisor.stopped(); }

Task<> Follower::join() {
  const auto state = state_;
  co_await state->supervisor.join();
}

}  // namespace tenstone::runtime
