// Group commit: callers that come while a flush is under way share the next one.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::postgres {

// Lives on one loop. There is no timer: an idle Batcher flushes at once, a busy one collects up to kBatch items while
// the previous flush is in flight, so it adds no delay.
//
//   Batcher<NewJob, JobId> batcher(loop, [&](const std::vector<NewJob>& jobs) { return store.insert(jobs); });
//   const Result<JobId> id = co_await batcher.add(job);      // resumes after the COMMIT of its flush
//
// `flush` gives one outcome per item, in their order, and is called again only when the last call has ended; the items
// live until then. When a
// flush of several did not happen (it returned an Error, or threw a Failure other than Unavailable) its items are
// flushed one by one, so that each caller gets his own outcome. Unavailable (connection lost, deadline) may have
// happened: all its callers get that Failure and nothing is repeated.
template <class Item, class Outcome>
class Batcher {
 public:
  static constexpr std::size_t kBatch = 64;  // DESIGN §3: 143k rows/s, 13 times single inserts
  static constexpr std::size_t kMaxWaiting = 10'000;
  using Flush = std::function<Task<Result<std::vector<Outcome>>>(const std::vector<Item>&)>;

  Batcher(runtime::Loop& loop, Flush flush) : state_(std::make_shared<State>(loop, std::move(flush))) {}

  // Throws Failure: database_busy when kMaxWaiting wait, or what its flush threw.
  Task<Result<Outcome>> add(Item item) {
    const auto state = state_;
    if (state->waiting >= kMaxWaiting) throw Failure(kDatabaseBusy);
    if (state->batches.empty() || state->batches.back()->items.size() == kBatch)
      state->batches.push_back(std::make_shared<Batch>(state->loop));
    const auto batch = state->batches.back();
    const std::size_t mine = batch->items.size();
    batch->items.push_back(std::move(item));
    ++state->waiting;
    if (!std::exchange(state->flushing, true)) {
      // By a post, so that what else this tick brings is in the first batch.
      state->loop.post([state] { state->loop.spawn(flush_all(state)); });
    }
    while (batch->answers.empty()) co_await batch->answered.wait();
    Answer& answer = batch->answers[mine];
    if (answer.thrown) std::rethrow_exception(answer.thrown);
    co_return std::move(*answer.outcome);
  }

 private:
  struct Answer {
    std::optional<Result<Outcome>> outcome;
    std::exception_ptr thrown;
  };
  struct Batch {
    explicit Batch(runtime::Loop& loop) : answered(loop) {}
    std::vector<Item> items;
    std::vector<Answer> answers;  // empty until all are there
    runtime::Event answered;
  };
  struct State {
    State(runtime::Loop& on, Flush with) : loop(on), flush(std::move(with)) {}
    runtime::Loop& loop;
    Flush flush;
    std::deque<std::shared_ptr<Batch>> batches;  // all but the last are full
    std::size_t waiting = 0;
    bool flushing = false;
  };

  static Task<> flush_all(std::shared_ptr<State> state) {
    while (!state->batches.empty()) {
      const auto batch = std::move(state->batches.front());
      state->batches.pop_front();
      auto answers = co_await flush_some(state, batch->items);
      if (answers.empty()) {
        for (const Item& item : batch->items) {
          const std::vector<Item> one{item};
          auto answer = co_await flush_some(state, one);
          answers.push_back(std::move(answer.front()));
        }
      }
      state->waiting -= batch->items.size();
      batch->answers = std::move(answers);
      batch->answered.notify();
    }
    state->flushing = false;
  }

  // Empty: it did not happen, and there were several.
  static Task<std::vector<Answer>> flush_some(std::shared_ptr<State> state, const std::vector<Item>& items) {
    const std::size_t count = items.size();
    std::vector<Answer> answers(count);
    bool repeat = false;
    try {
      auto outcomes = co_await state->flush(items);
      if (outcomes && outcomes->size() != count)
        throw Failure(Error(kDatabaseError, {}, "a flush gave not as many outcomes as it had items"));
      repeat = !outcomes && count > 1;
      for (std::size_t i = 0; i < count && !repeat; ++i) {
        if (outcomes)
          answers[i].outcome.emplace(std::move((*outcomes)[i]));
        else
          answers[i].outcome.emplace(outcomes.error());
      }
    } catch (const Failure& failure) {
      repeat = count > 1 && failure.error().kind != ErrorKind::Unavailable;
      for (Answer& answer : answers) answer.thrown = std::current_exception();
    } catch (...) {
      for (Answer& answer : answers) answer.thrown = std::current_exception();
    }
    if (repeat) answers.clear();
    co_return answers;
  }

  std::shared_ptr<State> state_;
};

}  // namespace tenstone::postgres
