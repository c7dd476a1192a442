#include "tenstone/jobs/run.hpp"

#include <stdexcept>

#include "engine.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"
#include "text.hpp"

namespace tenstone::jobs {

Run::Run(std::shared_ptr<Engine> engine, std::shared_ptr<Attempt> attempt)
    : engine_(std::move(engine)), attempt_(std::move(attempt)), stop_(attempt_->stop.get_token()) {}

const Uuid& Run::id() const { return attempt_->job.public_id; }
const Uuid& Run::org_id() const { return attempt_->job.org_id; }
int Run::attempt() const { return attempt_->job.attempt; }
int Run::counted() const { return attempt_->job.attempt - attempt_->job.uncounted; }
const std::string& Run::kind() const { return attempt_->kind; }
const std::string& Run::payload() const { return attempt_->job.payload.value; }

void Run::log(logging::Level level, std::string_view text) {
  engine_->log_of(*attempt_).log(level, "job.log", {{"text", text}});
  if (lines_ == kMaxLinesPerAttempt) return;
  const std::string_view kept = lines_ + 1 == kMaxLinesPerAttempt ? "(no more lines are kept of this attempt)" : text;
  engine_->logged({attempt_, engine_->clock().now(), lines_++, level, storable(kept, kMaxLineBytes)});
}

Task<Result<Uuid>> Run::attach(std::string name, std::string content_type, std::string bytes) {
  Attachments* const attachments = engine_->attachments();
  if (attachments == nullptr)
    throw std::logic_error("this program has no store for files: give jobs::Module one by attach_by()");
  if (attached_.size() == kMaxFilesPerAttempt) co_return kTooManyFiles;
  NewFile file{std::move(name), std::move(content_type), std::move(bytes)};
  auto kept = co_await attachments->keep(key_of(*attempt_), std::move(file));
  if (kept) attached_.push_back(*kept);
  co_return kept;
}

Task<bool> Run::pause(std::chrono::steady_clock::duration duration) {
  const auto event = std::make_shared<runtime::Event>(runtime::Loop::current());
  const std::stop_callback wake(stop_,
                                [event, &loop = runtime::Loop::current()] { loop.post([event] { event->notify(); }); });
  const auto until = std::chrono::steady_clock::now() + duration;
  while (!stopping()) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= left.zero()) co_return true;
    co_await event->wait(left);
  }
  co_return false;
}

}  // namespace tenstone::jobs
