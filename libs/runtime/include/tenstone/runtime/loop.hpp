// Event loops, one thread each. What lives on a loop is used by that loop alone, so it needs no lock.
#pragma once
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/runtime/task.hpp"

namespace boost::asio {
class io_context;
}

namespace tenstone::runtime {

class Loop {
 public:
  // Alone, or as one of several that share what is known of their supervised tasks.
  explicit Loop(std::size_t index, std::shared_ptr<Supervision> supervision = std::make_shared<Supervision>());
  ~Loop();
  Loop(const Loop&) = delete;

  // The loop that runs the caller. Aborts outside of one: that is a bug.
  static Loop& current();
  static bool inside() noexcept;
  // Aborts when this loop runs and the caller is not on it: what lives on a loop is used by that loop alone.
  void expect_caller() const;

  std::size_t index() const { return index_; }
  Supervision& supervision() const { return *supervision_; }
  boost::asio::io_context& io() { return *io_; }

  // Runs `work` on this loop, after what is running now. From any thread.
  void post(std::move_only_function<void()> work);
  // Starts a task that nobody awaits and that ends by itself; it must own what it touches. From any thread. One that
  // goes on for as long as its owner is a Supervisor's.
  // An exception that leaves it goes to the handler of unhandled exceptions.
  void spawn(Task<> task);
  // Runs the loop in the calling thread until stop(). Loops::start() does this in a thread of its own. SIGPIPE stays
  // blocked in that thread: who writes to a closed connection gets EPIPE.
  void run();
  void stop();

 private:
  std::size_t index_;
  std::shared_ptr<Supervision> supervision_;
  std::atomic<bool> runs_ = false;
  std::unique_ptr<boost::asio::io_context> io_;
};

// All loops of a process.
class Loops {
 public:
  // 0: one per core.
  explicit Loops(std::size_t count = 0);
  ~Loops();  // stops and joins

  std::size_t size() const { return loops_.size(); }
  Loop& operator[](std::size_t index) { return *loops_[index]; }
  Supervision& supervision() { return *supervision_; }

  void start();
  // Stops every loop once what it is running has returned; suspended tasks are destroyed with the loops.
  void stop();
  void join();

 private:
  std::shared_ptr<Supervision> supervision_ = std::make_shared<Supervision>();
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::thread> threads_;
};

// One T a loop: here() is the caller's own.
template <class T>
class PerLoop {
 public:
  // make(Loop&) is called once per loop, on the calling thread: before the loops run.
  template <class Make>
  PerLoop(Loops& loops, Make make) {
    for (std::size_t i = 0; i < loops.size(); ++i) each_.push_back(make(loops[i]));
  }
  T& here() { return *each_[Loop::current().index()]; }
  T& at(std::size_t index) { return *each_[index]; }
  std::size_t size() const { return each_.size(); }

 private:
  std::vector<std::unique_ptr<T>> each_;
};

// What to do with an exception that leaves a spawned task; set once, before the loops start. Unset: the program ends.
void on_unhandled_exception(std::function<void(std::exception_ptr)> handler);

}  // namespace tenstone::runtime
