#include "tenstone/runtime/loop.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "tenstone/core/console.hpp"

namespace tenstone::runtime {
namespace {

thread_local Loop* running = nullptr;

// A write to a connection that is gone (sendfile(2), a library's own) is an error of that write, and no end of the
// program.
void block_broken_pipes() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

[[noreturn]] void bug(const char* what) {
  console::print_error("bug: {}\n", what);
  std::abort();
}

std::function<void(std::exception_ptr)>& unhandled() {
  static std::function<void(std::exception_ptr)> handler;
  return handler;
}

}  // namespace

void on_unhandled_exception(std::function<void(std::exception_ptr)> handler) { unhandled() = std::move(handler); }

// One thread runs it, but others post to it: hence the hint of 1 and no "unsafe" variant.
Loop::Loop(std::size_t index, std::shared_ptr<Supervision> supervision)
    : index_(index), supervision_(std::move(supervision)), io_(std::make_unique<boost::asio::io_context>(1)) {}
Loop::~Loop() = default;

Loop& Loop::current() {
  if (running == nullptr) bug("Loop::current() outside of a loop");
  return *running;
}

void Loop::expect_caller() const {
  if (running != this && runs_) bug("used from outside of its loop");
}

bool Loop::inside() noexcept { return running != nullptr; }

void Loop::post(std::move_only_function<void()> work) { boost::asio::post(*io_, std::move(work)); }

void Loop::spawn(Task<> task) {
  boost::asio::co_spawn(*io_, std::move(task), [](std::exception_ptr error) {
    if (!error) return;
    if (!unhandled()) std::rethrow_exception(error);
    unhandled()(error);
  });
}

void Loop::run() {
  block_broken_pipes();
  running = this;
  runs_ = true;
  const auto guard = boost::asio::make_work_guard(*io_);
  io_->run();
  runs_ = false;
  running = nullptr;
}

void Loop::stop() { io_->stop(); }

Loops::Loops(std::size_t count) {
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<Loop>(i, supervision_));
}

Loops::~Loops() {
  stop();
  join();
}

void Loops::start() {
  for (const auto& loop : loops_) threads_.emplace_back([&loop] { loop->run(); });
}

void Loops::stop() {
  for (const auto& loop : loops_) loop->stop();
}

void Loops::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace tenstone::runtime
