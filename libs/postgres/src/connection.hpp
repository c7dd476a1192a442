// A connection that one loop uses: a bounded queue, deadlines, and reconnecting around a Wire.
#pragma once
#include <boost/asio/steady_timer.hpp>

#include "tenstone/postgres/options.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "wire.hpp"

namespace tenstone::runtime {
class Loop;
}

namespace tenstone::postgres {

// More than this waiting on one connection is refused: at 100k statements a second it is a tenth of one.
constexpr std::size_t kMaxWorks = 10'000;

// Invariants:
// * A work is in pending_ or in the wire's sent(), never in both; when `done`, its caller has been answered.
// * The wire exists exactly while connected.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(runtime::Loop& loop, std::shared_ptr<const Options> options, runtime::BlockingPool& connector, Use use);
  ~Connection();

  // The rows of each query, or the first error that the caller can act on. Throws Failure for all others.
  Task<Result<std::vector<Rows>>> run(std::vector<Query> queries);
  void close();
  // After close(), when the loop's thread has ended: destroys the tasks that would have been answered. A task that
  // waits and its connection keep each other, so somebody must let go.
  void abandon();

  bool connected() const { return wire_ != nullptr; }
  bool connecting() const { return connecting_; }
  bool used() const { return used_; }
  bool broken() const { return broken_ || closed_; }
  bool quiet() const { return pending_.empty() && (!wire_ || (wire_->quiet() && wire_->sent().empty())); }
  bool in_transaction() const { return wire_ && wire_->in_transaction(); }
  std::size_t works() const { return pending_.size() + (wire_ ? wire_->sent().size() : 0); }

  std::function<void()> on_connected;
  std::function<void(std::string, std::string)> on_notification;
  void connect();  // without waiting for work

 private:
  static Task<> keep_connecting(std::shared_ptr<Connection> self);
  static std::string current_url(const Options& options, bool again);
  void adopt(Connected connected);
  void schedule_flush();
  void send_pending();
  void confirmed(WorkPtr work);
  void lost(const std::string& why);
  void finish(Work& work);
  void settle();
  void arm();
  void expire();
  bool hung(std::chrono::steady_clock::time_point now) const;
  Error late(const Work& work, bool sent) const;
  void report(std::string_view event, std::string_view detail) const;

  runtime::Loop& loop_;
  const std::shared_ptr<const Options> options_;
  runtime::BlockingPool& connector_;
  const Use use_;
  std::shared_ptr<Wire> wire_;
  std::deque<WorkPtr> pending_;
  std::vector<std::move_only_function<void()>> answered_;
  boost::asio::steady_timer deadline_;
  runtime::Event wake_;  // close() ends the back-off
  std::string trouble_;  // why we are not connected
  bool was_connected_ = false;
  bool used_ = false;  // somebody has asked for it to be connected
  bool connecting_ = false;
  bool armed_ = false;
  bool flush_posted_ = false;
  bool broken_ = false;
  bool closed_ = false;
};

}  // namespace tenstone::postgres
