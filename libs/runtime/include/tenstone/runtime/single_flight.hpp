// Many callers want one value that is dear to make: one makes it, the others wait for it.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {

// Over all loops of the process. The first caller of a key runs `make` on its own loop; who comes while it runs gets
// what it returns or throws. When it has ended, the next caller runs it anew: nothing is kept here.
//
// T is copied to each caller: for large values a std::shared_ptr<const …>.
template <class T>
class SingleFlight {
 public:
  using Make = std::function<Task<Result<T>>()>;

  // Suspends. `make` is not bounded by `deadline`: it bounds itself. A caller that waits longer than that for another's
  // gets deadline_exceeded. When the task that runs `make` is destroyed before its end (a stopped loop), the waiters
  // get `busy`. `shared` is set to whether another caller's was taken.
  Task<Result<T>> run(std::string key, Make make, std::chrono::steady_clock::duration deadline,
                      bool* shared = nullptr) {
    std::shared_ptr<Waiter> waiter;
    const std::shared_ptr<Flight> flight = join(key, waiter);
    if (shared != nullptr) *shared = waiter != nullptr;
    if (waiter) {
      if (!waiter->landed) co_await waiter->event.wait(deadline);
      if (!waiter->landed) co_return Error(kDeadlineExceeded, {}, "waited for another caller's " + key);
      if (flight->thrown) std::rethrow_exception(flight->thrown);
      co_return *flight->value;
    }
    const Landing landing{*shared_, key, flight};
    try {
      flight->value.emplace(co_await make());
    } catch (...) {
      flight->thrown = std::current_exception();
      throw;
    }
    co_return *flight->value;
  }

 private:
  struct Waiter {
    explicit Waiter(Loop& on) : loop(on), event(on) {}
    Loop& loop;
    Event event;
    bool landed = false;  // on its loop
  };
  struct Flight {
    std::optional<Result<T>> value;
    std::exception_ptr thrown;
    std::vector<std::shared_ptr<Waiter>> waiters;
  };
  struct Shared {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<Flight>> flights;
  };
  // Also when the frame of the maker is destroyed.
  struct Landing {
    Shared& shared;
    const std::string& key;
    const std::shared_ptr<Flight>& flight;
    Landing(Shared& in, const std::string& of, const std::shared_ptr<Flight>& from)
        : shared(in), key(of), flight(from) {}
    Landing(const Landing&) = delete;
    ~Landing() {
      if (!flight->value && !flight->thrown) flight->value.emplace(Error(kBusy, {}, "the maker was stopped"));
      std::vector<std::shared_ptr<Waiter>> waiters;
      {
        const std::lock_guard guard(shared.mutex);
        shared.flights.erase(key);
        waiters = std::move(flight->waiters);
      }
      for (auto& waiter : waiters) {
        Loop& loop = waiter->loop;
        loop.post([waiter = std::move(waiter)] {
          waiter->landed = true;
          waiter->event.notify();
        });
      }
    }
  };

  // The flight of the key; `waiter` is set when it was under way already.
  std::shared_ptr<Flight> join(const std::string& key, std::shared_ptr<Waiter>& waiter) {
    // [snippet:join]
    const std::lock_guard guard(shared_->mutex);
    auto& flight = shared_->flights[key];
    if (flight) {
      waiter = flight->waiters.emplace_back(std::make_shared<Waiter>(Loop::current()));
    } else {
      flight = std::make_shared<Flight>();
    }
    // [/snippet:join]
    return flight;
  }

  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
};

}  // namespace tenstone::runtime
