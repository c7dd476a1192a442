#include "tenstone/jobs/worker.hpp"

#include "engine.hpp"

namespace tenstone::jobs {

Worker::Worker(runtime::Loops& loops, postgres::Database& database, const Clock& clock, logging::Logger log,
               metrics::Registry& registry, WorkerOptions options)
    : engine_(std::make_shared<Engine>(loops, database, clock, std::move(log), registry, std::move(options))) {}

Worker::~Worker() = default;

void Worker::handle(std::string kind, Handler handler, Policy policy) {
  engine_->handle(std::move(kind), {std::move(handler), policy});
}
void Worker::handle_others(OtherKinds others) { engine_->handle_others(std::move(others)); }
void Worker::attach_by(Attachments& attachments) { engine_->attach_by(attachments); }
void Worker::start() { engine_->start(); }
Task<bool> Worker::drain() { return engine_->drain(); }
void Worker::hurry() { engine_->hurry(); }
void Worker::wake(std::string_view queue) { engine_->wake(queue); }
void Worker::look(std::string_view queue) { engine_->look(queue); }
Task<> Worker::beat() { return engine_->beat(); }
Task<> Worker::rescue() { return engine_->rescue(); }
std::size_t Worker::running() const { return engine_->running(); }

}  // namespace tenstone::jobs
