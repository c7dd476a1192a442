#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "connection.hpp"
#include "tenstone/postgres/session.hpp"

namespace tenstone::postgres {

// The session connections of one loop.
//
// Invariant: somebody waits only while `size` connections are lent out.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(runtime::Loop& loop, std::shared_ptr<const Options> options, runtime::BlockingPool& connector);

  Task<Lease> take();
  void give_back(std::shared_ptr<Connection> connection);
  void close();
  void abandon();  // see Connection
  std::size_t lent() const { return lent_; }

 private:
  struct Waiter {
    explicit Waiter(runtime::Loop& loop) : event(loop) {}
    runtime::Event event;
    std::shared_ptr<Connection> granted;
  };
  static Task<> roll_back(std::shared_ptr<Pool> self, std::shared_ptr<Connection> connection);
  std::shared_ptr<Connection> next();
  void release(std::shared_ptr<Connection> connection);

  runtime::Loop& loop_;
  const std::shared_ptr<const Options> options_;
  runtime::BlockingPool& connector_;
  std::vector<std::shared_ptr<Connection>> idle_;
  std::vector<std::weak_ptr<Connection>> made_;  // idle, lent or rolling back
  std::deque<std::shared_ptr<Waiter>> waiting_;
  std::size_t lent_ = 0;
  bool closed_ = false;
};

}  // namespace tenstone::postgres
