#pragma once
#include <chrono>
#include <memory>

#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {

class Loop;

// Something that happens on one loop, and tasks of that loop that wait for it. It has no memory: notify() wakes those
// who wait now. Check your condition, then wait; nothing can come between, since both run on the same loop. Used from
// another thread while the loop runs, it aborts.
class Event {
 public:
  explicit Event(Loop& loop);
  ~Event();
  void notify();
  // True: notified. False: `timeout` passed first, on the steady clock.
  Task<bool> wait(std::chrono::steady_clock::duration timeout);
  Task<> wait();

 private:
  struct Waiters;
  std::shared_ptr<Waiters> waiters_;
};

// Tasks that somebody waits for: spawn() on the group's loop, then `co_await group.join()`.
class TaskGroup {
 public:
  explicit TaskGroup(Loop& loop);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  // On the group's loop. The group must outlive its tasks: join it before it goes.
  // An exception that leaves a task goes to the handler of unhandled exceptions.
  void spawn(Task<> task);
  std::size_t size() const;
  Task<> join();
  // True: all have ended. False: `timeout` passed first.
  Task<bool> join(std::chrono::steady_clock::duration timeout);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::runtime
