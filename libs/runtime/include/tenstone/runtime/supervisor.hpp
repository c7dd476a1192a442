// Keeps long-lived tasks running: lanes, beats, followers, listeners. None of them ends in silence.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {

class Loop;

// A supervised task ended although nobody had stopped it.
struct TaskEnd {
  std::string_view task;            // its name
  std::string_view why;             // the exception's text, or that it returned
  bool repeated;                    // the same text as the last end, and the task did no work in between
  std::chrono::milliseconds pause;  // until the next start
};

// The supervised tasks of all loops of a process: Loops::supervision().
class Supervision {
 public:
  Supervision();
  ~Supervision();
  Supervision(const Supervision&) = delete;

  // Is called on the task's loop for every end. Set once, before the loops start. Unset: a line on stderr. What the
  // report throws is dropped: the task starts again all the same.
  void on_end(std::function<void(const TaskEnd&)> report);
  // The names of the tasks that are down, sorted, each once. From any thread.
  std::vector<std::string> down() const;

 private:
  friend class Supervisor;
  struct State;
  std::shared_ptr<State> state_;
};

// By this a supervised task says how it does. A cheap value; used on the task's loop while the task runs.
class Pulse {
 public:
  // The task does its work. Called after each round of it, since an end makes the task count as down until then.
  void well() const;
  // The task runs but cannot do its work: it counts as down until well().
  void unwell() const;

 private:
  friend class Supervisor;
  friend class Supervision;
  struct State;
  explicit Pulse(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// The long-lived tasks of one owner, on one loop.
//
// A task that ends before stop(), by any exception or because it returns, is reported (Supervision::on_end) and counts
// as down (Supervision::down) until its next run calls Pulse::well(). It starts again after a pause: 100 ms, doubled
// with each end to 1 s, and 100 ms again after a run of 10 s. A second is less than what followers promise to need for
// a change that they were not told of.
class Supervisor {
 public:
  // Makes a new run of the task. What it returns must own what it touches.
  using Make = std::function<Task<>(Pulse)>;

  explicit Supervisor(Loop& loop);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;

  // Starts the task. `name` is shown by /readyz, so it names a part, never an address: "flags". On
  // the loop, or before it runs.
  void keep(std::string name, Make make);

  // No task starts any more, and pauses end. A task that waits for something else than pause() must be woken by its
  // owner, and must return when it sees stopped(). On the loop.
  void stop();
  bool stopped() const;
  // Suspends until all tasks have returned; after stop(). On the loop.
  Task<> join();
  // False: stop() was called before the time was over. On the loop.
  Task<bool> pause(std::chrono::steady_clock::duration duration) const;

 private:
  struct State;
  static Task<> run(std::shared_ptr<State> self, std::string name, Make make);
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::runtime
