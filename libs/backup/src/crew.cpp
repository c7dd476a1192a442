#include "crew.hpp"

#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {

Crew::Crew(std::stop_token outer)
    : outer_(outer), from_outer_(std::move(outer), [stop = stop_]() mutable { stop.request_stop(); }) {}

Crew::~Crew() {
  stop_.request_stop();
  threads_.clear();
}

void Crew::start(std::function<Result<void>(std::stop_token)> work) {
  threads_.emplace_back([this, work = std::move(work)] {
    try {
      if (auto done = work(stop_.get_token()); !done) fail(done.error());
    } catch (...) {  // join() throws it again
      const std::lock_guard guard(mutex_);
      if (!thrown_) thrown_ = std::current_exception();
      stop_.request_stop();
    }
  });
}

void Crew::fail(Error error) {
  const std::lock_guard guard(mutex_);
  if (!first_) first_ = std::move(error);
  stop_.request_stop();
}

Result<void> Crew::join() {
  threads_.clear();  // joins
  if (thrown_) std::rethrow_exception(thrown_);
  if (outer_.stop_requested()) return Error(kBackupCancelled);
  if (first_) return *first_;
  return {};
}

}  // namespace tenstone::backup
