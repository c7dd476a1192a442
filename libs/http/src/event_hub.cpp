#include "tenstone/http/event_hub.hpp"

#include <atomic>
#include <list>
#include <mutex>

#include "tenstone/http/errors.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::http {
namespace {

struct Newest {
  std::string id, text;
  std::uint64_t number = 0;
};

}  // namespace

struct EventHub::State {
  struct Lane {
    std::list<Source*> sources;           // on the loop
    std::atomic<bool> announced = false;  // a call is on its way to the loop
  };

  State(runtime::Loops& of, const StreamLimits& with)
      : loops(of), limit(with), lanes(loops, [](runtime::Loop&) { return std::make_unique<Lane>(); }) {}

  std::shared_ptr<const Newest> now() const {
    const std::lock_guard guard(mutex);
    return newest;
  }

  runtime::Loops& loops;
  StreamLimit limit;
  runtime::PerLoop<Lane> lanes;
  mutable std::mutex mutex;
  std::shared_ptr<const Newest> newest = std::make_shared<const Newest>();  // number 0: nothing was published
};

class EventHub::Source final : public EventSource {
 public:
  Source(std::shared_ptr<State> state, StreamLimit::Slot slot, std::string_view known, std::function<bool()> allowed)
      : state_(std::move(state)),
        slot_(std::move(slot)),
        allowed_(std::move(allowed)),
        wake_(runtime::Loop::current()),
        lane_(state_->lanes.here()),
        place_(lane_.sources.insert(lane_.sources.end(), this)) {
    if (const auto newest = state_->now(); newest->id == known && !known.empty()) seen_ = newest->number;
  }
  ~Source() override { lane_.sources.erase(place_); }

  Task<Result<bool>> next(std::string& out, std::chrono::milliseconds wait) override {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    while (!ended_) {
      if (const auto newest = state_->now(); newest->number != seen_) {
        if (!allowed_()) break;
        seen_ = newest->number;
        out += newest->text;
        co_return true;
      }
      const auto left = deadline - std::chrono::steady_clock::now();
      if (left.count() <= 0) co_return true;
      co_await wake_.wait(left);
    }
    co_return false;
  }
  void end() override {
    ended_ = true;
    wake();
  }
  void wake() { wake_.notify(); }

 private:
  const std::shared_ptr<State> state_;
  const StreamLimit::Slot slot_;
  const std::function<bool()> allowed_;
  runtime::Event wake_;
  State::Lane& lane_;
  const std::list<Source*>::iterator place_;
  std::uint64_t seen_ = 0;
  bool ended_ = false;
};

EventHub::EventHub(runtime::Loops& loops, StreamLimits limits) : state_(std::make_shared<State>(loops, limits)) {}

void EventHub::publish(const ServerEvent& event) {
  auto fresh = std::make_shared<Newest>();
  fresh->id = event.id;
  append_event(fresh->text, event);
  {
    const std::lock_guard guard(state_->mutex);
    fresh->number = state_->newest->number + 1;
    state_->newest = std::move(fresh);
  }
  for (std::size_t i = 0; i < state_->loops.size(); ++i) {
    if (state_->lanes.at(i).announced.exchange(true)) continue;
    state_->loops[i].post([state = state_, &lane = state_->lanes.at(i)] {
      lane.announced = false;
      for (Source* source : lane.sources) source->wake();
    });
  }
}

Result<std::unique_ptr<EventSource>> EventHub::join(const Request& request, std::function<bool()> allowed) {
  auto slot = state_->limit.enter(request, kTooManyStreams);
  if (!slot) return slot.error();
  return std::unique_ptr<EventSource>(
      std::make_unique<Source>(state_, std::move(*slot), last_event_id(request), std::move(allowed)));
}

std::size_t EventHub::streams() const { return state_->limit.open(); }

}  // namespace tenstone::http
