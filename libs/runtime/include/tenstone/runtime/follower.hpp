// Keeps fresh what a process knows of a truth that lies elsewhere: by hints (LISTEN, pub/sub) and by a poll.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {

class Loop;

// Refreshes at the start, after a hint, and when `poll` has passed without one; one refresh at a time. Hints that come
// during a refresh bring one more after it, however many they are.
//
// The refreshes are a supervised task (supervisor.hpp): one that throws is reported, the task counts as down until one
// returns, and the next comes after the supervisor's pause, at most a second.
//
//   Follower follower{loop, "schedules", 2s};
//   follower.start([state] { return state->refresh(); },
//                  [state](auto hint) { return state->database.listen("schedules", hint, hint); });
class Follower {
 public:
  static constexpr std::chrono::hours kHintsAlone{24};  // a poll of those that hear of every change
  using Refresh = std::function<Task<>()>;              // what it returns must own what it touches

  // `name`: the task's, shown by /readyz.
  Follower(Loop& loop, std::string name, std::chrono::steady_clock::duration poll);
  ~Follower();
  Follower(const Follower&) = delete;

  // Each source is called once, on the loop, before the first refresh. It gets a copyable hint(), which serves as a
  // handler of messages, on the loop, and may outlive the Follower. What it returns (a postgres::Listener, a
  // redis::Subscription) is kept until stop(). Once; from any thread, also before the loop runs.
  template <class... Source>
  void start(Refresh refresh, Source... sources) {
    const auto call = [state = std::weak_ptr(state_)](const auto&...) { hint(state.lock()); };
    begin(std::move(refresh), {[call, source = std::move(sources)]() -> std::shared_ptr<void> {
            return std::make_shared<decltype(source(call))>(source(call));
          }...});
  }

  // ---- On the loop, or when it has stopped.
  void hint() const { hint(state_); }
  // For a refresh: the next one comes after `pause`, if that is less than the poll.
  void again_in(std::chrono::steady_clock::duration pause);
  // No refresh begins any more, and the sources go. Also before start(), which then does nothing.
  void stop();
  bool stopped() const;
  Task<> join();  // after stop(): suspends until the refresh that was under way has returned

 private:
  struct State;
  static void hint(const std::shared_ptr<State>& state);
  void begin(Refresh refresh, std::vector<std::function<std::shared_ptr<void>()>> sources);
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::runtime
