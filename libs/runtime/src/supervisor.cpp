#include "tenstone/runtime/supervisor.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>

#include "restart_pause.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::runtime {

struct Pulse::State {
  explicit State(std::string task) : name(std::move(task)) {}
  const std::string name;
  std::atomic<bool> down = false;
  std::string last_why = {};  // of the end since which it did no work; on the task's loop
};

struct Supervision::State {
  std::function<void(const TaskEnd&)> report = [](const TaskEnd& end) {
    if (!end.repeated) console::print_error("task {} ended, and starts again: {}\n", end.task, end.why);
  };
  mutable std::mutex mutex;
  std::vector<std::weak_ptr<Pulse::State>> tasks;

  void add(const std::shared_ptr<Pulse::State>& task) {
    const std::scoped_lock lock(mutex);
    std::erase_if(tasks, [](const auto& each) { return each.expired(); });
    tasks.push_back(task);
  }
};

Supervision::Supervision() : state_(std::make_shared<State>()) {}
Supervision::~Supervision() = default;

void Supervision::on_end(std::function<void(const TaskEnd&)> report) { state_->report = std::move(report); }

std::vector<std::string> Supervision::down() const {
  std::vector<std::string> names;
  const std::scoped_lock lock(state_->mutex);
  for (const auto& each : state_->tasks)
    if (const auto task = each.lock(); task && task->down) names.push_back(task->name);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

void Pulse::well() const {
  if (!state_->down) return;
  state_->down = false;
  state_->last_why.clear();
}

void Pulse::unwell() const { state_->down = true; }

struct Supervisor::State {
  explicit State(Loop& loop) : book(loop.supervision().state_), stopping(loop), tasks(loop) {}
  const std::shared_ptr<Supervision::State> book;
  Event stopping;
  bool stopped = false;
  TaskGroup tasks;
};

namespace {

Task<std::string> why_it_ended(const Supervisor::Make& make, Pulse pulse) {
  try {
    co_await make(std::move(pulse));
    co_return "it returned";
  } catch (const std::exception& thrown) {
    co_return thrown.what();
  } catch (...) {
    co_return "not a std::exception";
  }
}

}  // namespace

Supervisor::Supervisor(Loop& loop) : state_(std::make_shared<State>(loop)) {}
Supervisor::~Supervisor() = default;

void Supervisor::keep(std::string name, Make make) {
  state_->tasks.spawn(run(state_, std::move(name), std::move(make)));
}

Task<> Supervisor::run(std::shared_ptr<State> self, std::string name, Make make) {
  const auto task = std::make_shared<Pulse::State>(std::move(name));
  self->book->add(task);
  std::chrono::milliseconds pause{0};
  while (!self->stopped) {
    const Stopwatch watch;
    const std::string why = co_await why_it_ended(make, Pulse(task));
    if (self->stopped) break;
    task->down = true;
    pause = restart_pause(pause, watch.elapsed());
    try {
      self->book->report({task->name, why, task->last_why == why, pause});
    } catch (...) {  // the task matters more than its report
      task->last_why.clear();
    }
    task->last_why = why;
    co_await self->stopping.wait(pause);
  }
}

void Supervisor::stop() {
  state_->stopped = true;
  state_->stopping.notify();
}

bool Supervisor::stopped() const { return state_->stopped; }

Task<> Supervisor::join() {
  const auto state = state_;
  co_await state->tasks.join();
}

Task<bool> Supervisor::pause(std::chrono::steady_clock::duration duration) const {
  const auto state = state_;
  if (!state->stopped) co_await state->stopping.wait(duration);
  co_return !state->stopped;
}

}  // namespace tenstone::runtime
