#include "wire.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <fmt/core.h>
#include <libpq-fe.h>

#include "connect.hpp"
#include "sqlstate.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::postgres {

using Descriptor = boost::asio::posix::stream_descriptor;

void CloseConnection::operator()(pg_conn* connection) const { PQfinish(connection); }

struct Wire::Socket {
  Socket(boost::asio::io_context& io, Fd fd) : descriptor(io, fd.release()) {}
  Descriptor descriptor;
};

Wire::Wire(runtime::Loop& loop, Connected connected, Handlers handlers)
    : handlers_(std::move(handlers)),
      connection_(std::move(connected.connection)),
      socket_(std::make_unique<Socket>(loop.io(), std::move(connected.watched))),
      last_heard_(std::chrono::steady_clock::now()) {}

Wire::~Wire() = default;

void Wire::start() {
  PQsetnonblocking(connection_.get(), 1);
  PQenterPipelineMode(connection_.get());
  wait_readable();
}

bool Wire::in_transaction() const { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }

Wire::Prepared& Wire::prepared(const Query& query, std::uint64_t& key) {
  key = query.statement().hash;
  for (const auto& value : query.parameters().values()) key = (key ^ value.type) * 0x100000001b3;
  Prepared& entry = prepared_[key];
  if (entry.name.empty()) {
    // NAMEDATALEN is 64, and names that agree in their first 63 bytes would be one.
    entry.name = fmt::format("{}.{:016x}", query.statement().name.substr(0, 40), key);
  }
  return entry;
}

void Wire::send(WorkPtr work) {
  sent_.push_back(work);
  ++unsynced_;
  for (const Query& query : work->queries) send_query(work.get(), query);
}

void Wire::send_query(Work* work, const Query& query) {
  if (over_) return;
  const auto& values = query.parameters().values();
  std::uint64_t key = 0;
  Prepared& entry = prepared(query, key);
  const std::string name = fmt::format("{}.{}", entry.name, entry.generation);
  const int count = static_cast<int>(values.size());
  if (!entry.known) {
    std::vector<Oid> types;
    for (const auto& value : values) types.push_back(value.type);
    if (PQsendPrepare(connection_.get(), name.c_str(), query.statement().sql, count, types.data()) == 0)
      return lose(PQerrorMessage(connection_.get()));
    entry.known = true;
    steps_.push_back({.kind = Kind::Parse, .key = key, .work = work, .statement = query.statement().name});
  }
  std::vector<const char*> data;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const auto& value : values) {
    data.push_back(value.length < 0 ? nullptr : query.parameters().buffer().data() + value.offset);
    lengths.push_back(value.length);
    formats.push_back(value.binary ? 1 : 0);
  }
  if (PQsendQueryPrepared(connection_.get(), name.c_str(), count, data.data(), lengths.data(), formats.data(), 1) == 0)
    return lose(PQerrorMessage(connection_.get()));
  steps_.push_back({.kind = Kind::Execute, .key = key, .work = work, .statement = query.statement().name});
}

void Wire::sync() {
  if (over_) return;
  if (PQpipelineSync(connection_.get()) == 0) return lose(PQerrorMessage(connection_.get()));
  steps_.push_back({.kind = Kind::Sync, .works = std::exchange(unsynced_, 0)});
}

void Wire::flush() {
  if (over_) return;
  const int left = PQflush(connection_.get());
  if (left < 0) return lose(PQerrorMessage(connection_.get()));
  if (left > 0) wait_writable();
}

void Wire::wait_readable() {
  socket_->descriptor.async_wait(Descriptor::wait_read, [self = shared_from_this()](boost::system::error_code error) {
    if (error || self->over_) return;
    self->on_readable();
    if (!self->over_) self->wait_readable();
  });
}

void Wire::wait_writable() {
  if (std::exchange(waiting_to_write_, true)) return;
  socket_->descriptor.async_wait(Descriptor::wait_write, [self = shared_from_this()](boost::system::error_code error) {
    if (error || self->over_) return;
    self->waiting_to_write_ = false;
    self->flush();
  });
}

void Wire::on_readable() {
  const auto self = shared_from_this();
  last_heard_ = std::chrono::steady_clock::now();
  const bool alive = PQconsumeInput(connection_.get()) == 1;
  take_results();
  if (over_) return;
  take_notifications();
  if (!alive || PQstatus(connection_.get()) == CONNECTION_BAD) return lose(PQerrorMessage(connection_.get()));
  flush();
  if (!over_) handlers_.on_settled();
}

void Wire::take_results() {
  while (!over_ && !steps_.empty() && PQisBusy(connection_.get()) == 0) {
    PGresult* result = PQgetResult(connection_.get());
    if (result == nullptr) {  // ends the results of one Parse or Execute
      if (!steps_.front().answered) return;
      if (steps_.front().kind == Kind::Sync)
        steps_.front().answered = false;  // the commit failed: its error came, the Sync itself is still to come
      else
        steps_.pop_front();
      continue;
    }
    on_result(result, std::shared_ptr<pg_result>(result, PQclear));
  }
}

void Wire::on_result(const pg_result* result, std::shared_ptr<pg_result> owner) {
  Step& step = steps_.front();
  step.answered = true;
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      if (step.kind == Kind::Execute && !step.work->done)
        step.work->rows.emplace_back(std::move(owner), step.statement);
      return;
    case PGRES_PIPELINE_ABORTED:
      if (step.kind == Kind::Parse) prepared_[step.key].known = false;
      step.work->aborted = true;
      return;
    case PGRES_PIPELINE_SYNC: return confirm();
    case PGRES_EMPTY_QUERY:
      step.work->fail(Error(kDatabaseError, {}, fmt::format("{}: the statement is empty", step.statement)), true);
      return;
    case PGRES_FATAL_ERROR: return on_error(result);
    default:
      return lose(fmt::format("{}: {} is not supported on a pipelined connection", step.statement,
                              PQresStatus(PQresultStatus(result))));
  }
}

void Wire::on_error(const pg_result* result) {
  Step& step = steps_.front();
  Diagnosis diagnosis = diagnose(result, step.kind == Kind::Sync ? "commit" : step.statement);
  if (diagnosis.disconnected || PQstatus(connection_.get()) == CONNECTION_BAD) {
    if (last_words_.empty()) last_words_ = diagnosis.error.detail;
    return lose(last_words_);
  }
  if (step.kind == Kind::Parse) prepared_[step.key].known = false;
  if (diagnosis.stale && step.kind == Kind::Execute) {
    Prepared& entry = prepared_[step.key];
    entry.known = false;
    ++entry.generation;  // a new name: the old one may still be there
    step.work->stale = true;
  }
  if (step.kind != Kind::Sync) return step.work->fail(std::move(diagnosis.error), diagnosis.fatal);
  // A constraint that was deferred to the commit.
  for (std::size_t i = 0; i < step.works && i < sent_.size(); ++i) sent_[i]->fail(diagnosis.error, diagnosis.fatal);
}

void Wire::confirm() {
  const std::size_t works = steps_.front().works;
  steps_.pop_front();
  for (std::size_t i = 0; i < works; ++i) {
    WorkPtr work = std::move(sent_.front());
    sent_.pop_front();
    handlers_.on_confirmed(std::move(work));
  }
}

void Wire::take_notifications() {
  while (PGnotify* notification = PQnotifies(connection_.get())) {
    const std::unique_ptr<PGnotify, decltype(&PQfreemem)> owner(notification, PQfreemem);
    if (handlers_.on_notification) handlers_.on_notification(notification->relname, notification->extra);
  }
}

void Wire::lose(std::string why) {
  if (std::exchange(over_, true)) return;
  while (!why.empty() && why.back() == '\n') why.pop_back();
  boost::system::error_code ignored;
  socket_->descriptor.cancel(ignored);
  handlers_.on_lost(why.empty() ? "the server closed the connection" : std::move(why));
}

void Wire::close() {
  over_ = true;
  boost::system::error_code ignored;
  socket_->descriptor.cancel(ignored);
}

}  // namespace tenstone::postgres
