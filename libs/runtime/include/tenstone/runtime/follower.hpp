// Keeps fresh what a process knows of a truth that lies elsewhere: by hints (LISTEN, pub/sub) and by a poll.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
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
  struct State;

 public:
  // A poll of those that hear of every change: once a day.
  static constexpr std::chrono::hours kHintsAlone{24};

  // What it returns must own what it touches.
  using Refresh = std::function<Task<>()>;

  // Asks for a refresh when it is called, on the loop. Serves as a handler of messages, whose text it drops. May
  // outlive its Follower.
  class Hint {
   public:
    template <class... Message>
    void operator()(const Message&...) const {
      give();
    }

   private:
    friend class Follower;
    explicit Hint(const std::shared_ptr<State>& state) : state_(state) {}
    void give() const;
    std::weak_ptr<State> state_;
  };

  // `name`: the task's, shown by /readyz.
  Follower(Loop& loop, std::string name, std::chrono::steady_clock::duration poll);
  ~Follower();
  Follower(const Follower&) = delete;

  // Begins to follow. Each source is called once, on the loop, with a Hint, before the first refresh; what it returns
  // (a postgres::Listener, a redis::Subscription) is kept until stop(). Once; from any thread, also before the loop
  // runs.
  template <class... Source>
  void start(Refresh refresh, Source... sources) {
    begin(std::move(refresh), {[source = std::move(sources)](const Hint& hint) -> std::shared_ptr<void> {
            return std::make_shared<std::invoke_result_t<const Source&, Hint>>(source(hint));
          }...});
  }

  // ---- On the loop, or when it has stopped.
  void hint() const { Hint(state_).give(); }
  // For a refresh: the next one comes after `pause`, if that is less than the poll.
  void again_in(std::chrono::steady_clock::duration pause);
  // No refresh begins any more, and the sources go. Also before start(), which then does nothing.
  void stop();
  bool stopped() const;
  // Suspends until the refresh that was under way at stop() has returned.
  Task<> join();

 private:
  using Subscribe = std::function<std::shared_ptr<void>(const Hint&)>;
  void begin(Refresh refresh, std::vector<Subscribe> sources);
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::runtime
