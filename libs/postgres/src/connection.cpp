#include "connection.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/core.h>

#include "connect.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::postgres {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kMaxRepeats = 3;
constexpr auto kConnectTimeout = 5000ms;
constexpr auto kFirstBackoff = 10ms;
constexpr auto kLastBackoff = 1000ms;
constexpr auto kHungGrace = 1000ms;

Connection::Connection(runtime::Loop& loop, std::shared_ptr<const Options> options, runtime::BlockingPool& connector,
                       Use use)
    : loop_(loop), options_(std::move(options)), connector_(connector), use_(use), deadline_(loop.io()), wake_(loop) {}

Connection::~Connection() {
  if (wire_) wire_->close();
}

Task<Result<std::vector<Rows>>> Connection::run(std::vector<Query> queries) {
  if (broken())
    throw Failure(Error(kDatabaseUnavailable, {}, trouble_.empty() ? "the connection is closed" : trouble_));
  if (works() >= kMaxWorks) throw Failure(kDatabaseBusy);
  const auto self = shared_from_this();  // also when its owner lets go meanwhile
  const auto work = std::make_shared<Work>();
  work->queries = std::move(queries);
  work->deadline = SteadyClock::now() + options_->statement_timeout;
  pending_.push_back(work);
  connect();
  arm();
  schedule_flush();
  auto park = [work](auto handler) {
    work->resume = [handler = std::make_shared<decltype(handler)>(std::move(handler))] { std::move (*handler)(); };
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(std::move(park),
                                                                                     boost::asio::use_awaitable);
  if (!work->error) co_return std::move(work->rows);
  if (work->fatal) throw Failure(std::move(*work->error));
  co_return std::move(*work->error);
}

void Connection::connect() {
  used_ = true;
  if (wire_ || broken() || std::exchange(connecting_, true)) return;
  loop_.spawn(keep_connecting(shared_from_this()));
}

std::string Connection::current_url(const Options& options, bool again) {
  return again && options.renew_url ? options.renew_url() : options.url;
}

Task<> Connection::keep_connecting(std::shared_ptr<Connection> self) {
  std::chrono::milliseconds backoff = kFirstBackoff;
  struct Leave {
    Connection& of;
    ~Leave() { of.connecting_ = false; }
  } const leave{*self};
  while (!self->closed_) {
    const auto attempt = [options = self->options_, use = self->use_,
                          again = self->was_connected_ || !self->trouble_.empty()]() -> Connected {
      try {
        return connect_now(current_url(*options, again), use, kConnectTimeout, options->statement_timeout);
      } catch (const std::exception& error) {
        return {nullptr, error.what()};
      }
    };
    Result<Connected> result = co_await self->connector_.run(attempt);
    if (self->closed_) co_return;
    if (result && result->connection) {
      try {
        self->adopt(std::move(*result));
        co_return;
      } catch (const std::exception& thrown) {  // it connects anew: nobody else would for one that listens
        result->error = thrown.what();
        if (const auto wire = std::exchange(self->wire_, nullptr)) wire->close();
      }
    }
    std::string error = result ? std::move(result->error) : "too many connections are being opened at once";
    if (self->trouble_.empty()) self->report("database.lost", error);
    self->trouble_ = std::move(error);
    co_await self->wake_.wait(backoff);
    backoff = std::min<std::chrono::milliseconds>(backoff * 2, kLastBackoff);
  }
}

void Connection::adopt(Connected connected) {
  Wire::Handlers handlers;
  handlers.on_confirmed = [this](WorkPtr work) { confirmed(std::move(work)); };
  handlers.on_settled = [this] { settle(); };
  handlers.on_lost = [this](std::string why) { lost(why); };
  handlers.on_notification = [this](std::string channel, std::string payload) {
    if (on_notification) on_notification(std::move(channel), std::move(payload));
  };
  wire_ = std::make_shared<Wire>(loop_, std::move(connected), std::move(handlers));
  wire_->start();
  if (!std::exchange(trouble_, {}).empty()) report("database.restored", {});
  was_connected_ = true;
  if (on_connected) on_connected();
  schedule_flush();
}

void Connection::schedule_flush() {
  if (!wire_ || std::exchange(flush_posted_, true)) return;
  loop_.post([self = shared_from_this()] {
    self->flush_posted_ = false;
    self->send_pending();
  });
}

void Connection::send_pending() {
  const auto wire = wire_;  // sending may find that the connection is lost
  if (!wire || closed_) return;
  bool open = false;  // a shared Sync is still to come
  while (wire_ == wire && !pending_.empty()) {
    WorkPtr work = std::move(pending_.front());
    pending_.pop_front();
    const bool shares = use_ == Use::Read && !work->alone;
    if (open && !shares) wire->sync();
    wire->send(std::move(work));
    open = shares;
    if (!shares) wire->sync();
  }
  if (open) wire->sync();
  wire->flush();
  settle();
}

// [snippet:resend]
// Its Sync has come. What a neighbour aborted did not run and goes again, alone; so does what met a stale prepared
// statement, except in a transaction, which that has spoiled.
void Connection::confirmed(WorkPtr work) {
  if (work->done) return;
  const bool again = work->error ? work->stale && (use_ != Use::Session || !in_transaction()) : work->aborted;
  if (again && !closed_ && work->repeats++ < kMaxRepeats) {
    work->rows.clear();
    work->error.reset();
    work->fatal = work->stale = work->aborted = false;
    work->alone = true;
    pending_.push_back(std::move(work));
    schedule_flush();
    return;
  }
  if (work->aborted) work->fail(Error(kDatabaseError, {}, "aborted by a neighbour again and again"), true);
  finish(*work);
}
// [/snippet:resend]

void Connection::lost(const std::string& why) {
  const auto self = shared_from_this();
  const auto wire = std::exchange(wire_, nullptr);
  wire->close();
  std::deque<WorkPtr> sent = wire->take_sent();
  const bool repeatable = use_ == Use::Read;
  trouble_ = why;
  if (!closed_) report("database.lost", why);
  while (!sent.empty()) {
    WorkPtr work = std::move(sent.back());
    sent.pop_back();
    if (work->done) continue;
    work->rows.clear();
    work->error.reset();
    work->fatal = work->stale = work->aborted = false;
    if (repeatable && work->repeats++ < kMaxRepeats) {
      pending_.push_front(std::move(work));
      continue;
    }
    const char* text = use_ == Use::Session ? "the connection was lost; what was not committed is rolled back: "
                                            : "the connection was lost before the answer came; it may have happened: ";
    work->fail(Error(kDatabaseUnavailable, {}, text + why), true);
    finish(*work);
  }
  if (use_ == Use::Session) {
    broken_ = true;
    for (const WorkPtr& work : std::exchange(pending_, {})) {
      work->fail(Error(kDatabaseUnavailable, {}, "the connection was lost: " + why), true);
      finish(*work);
    }
  }
  if (use_ == Use::Listen || !pending_.empty()) connect();
  // The wire may be in the middle of its results: callers resume from a clean stack.
  loop_.post([self] { self->settle(); });
}

void Connection::finish(Work& work) {
  if (std::exchange(work.done, true)) return;
  if (work.resume) answered_.push_back(std::move(work.resume));
}

void Connection::settle() {
  const auto self = shared_from_this();
  while (!answered_.empty())
    for (auto& resume : std::exchange(answered_, {})) resume();
}

void Connection::arm() {
  if (closed_ || std::exchange(armed_, true)) return;
  auto first = SteadyClock::time_point::max();
  for (const WorkPtr& work : pending_) first = std::min(first, work->deadline);
  if (wire_) {
    for (const WorkPtr& work : wire_->sent())
      first = std::min(first, work->done ? SteadyClock::now() + kHungGrace : work->deadline);
  }
  if (first == SteadyClock::time_point::max()) {
    armed_ = false;
    return;
  }
  deadline_.expires_at(first);
  deadline_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->armed_ = false;
    self->expire();
    self->arm();
  });
}

void Connection::expire() {
  const auto now = SteadyClock::now();
  std::erase_if(pending_, [&](const WorkPtr& work) {
    if (work->deadline > now) return false;
    work->fail(late(*work, false), true);
    finish(*work);
    return true;
  });
  if (wire_) {
    for (const WorkPtr& work : wire_->sent()) {
      if (work->done || work->deadline > now) continue;
      work->error.reset();
      work->fail(late(*work, true), true);
      finish(*work);
    }
    if (hung(now)) lost("the server does not answer");
  }
  settle();
}

// The server cancels each statement a little before its caller's deadline, so silence for longer means that it is gone.
bool Connection::hung(SteadyClock::time_point now) const {
  if (wire_->sent().empty()) return false;
  const auto patience = options_->statement_timeout + kHungGrace;
  return now - wire_->last_heard() > patience && now - wire_->sent().front()->deadline > kHungGrace;
}

Error Connection::late(const Work& work, bool sent) const {
  const std::string_view name = work.queries.front().statement().name;
  if (!sent && !wire_) return Error(kDatabaseUnavailable, {}, fmt::format("{}: not sent: {}", name, trouble_));
  return Error(kDeadlineExceeded, {},
               fmt::format("{}: no answer within {} ms{}", name, options_->statement_timeout.count(),
                           sent && use_ == Use::Write ? "; it may have happened" : ""));
}

void Connection::report(std::string_view event, std::string_view detail) const {
  try {
    if (options_->report) options_->report(event, detail);
  } catch (...) {  // the connection matters more than its report
    return;
  }
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  const auto self = shared_from_this();
  wake_.notify();
  deadline_.cancel();
  if (wire_) {
    const auto wire = std::exchange(wire_, nullptr);
    wire->close();
    for (WorkPtr& work : wire->take_sent()) pending_.push_back(std::move(work));
  }
  for (const WorkPtr& work : std::exchange(pending_, {})) {
    if (work->done) continue;
    work->error.reset();
    work->fail(Error(kDatabaseUnavailable, {}, "the client was closed"), true);
    finish(*work);
  }
  loop_.post([self] { self->settle(); });
}

void Connection::abandon() {
  const auto self = shared_from_this();
  std::exchange(answered_, {}).clear();
}

}  // namespace tenstone::postgres
