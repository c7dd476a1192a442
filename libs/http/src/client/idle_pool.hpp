#pragma once
#include <chrono>
#include <iterator>
#include <list>
#include <memory>
#include <string>

namespace tenstone::http {

using SteadyTime = std::chrono::steady_clock::time_point;

// Connections of one loop that wait for their next request. Those that go are destroyed, which closes them.
//
// Invariants: newest first; at most `each` of one key, at most `in_all` together. Keys are compared one by one: at
// most `in_all` short texts, which is less than a millionth of what a connection costs.
template <class Connection>
class IdlePool {
 public:
  IdlePool(std::size_t each, std::size_t in_all, std::chrono::milliseconds timeout)
      : each_(each), in_all_(in_all), timeout_(timeout) {}

  // The newest of that key that is young enough, and has neither ended nor sent what nobody asked for; null: none.
  std::shared_ptr<Connection> take(const std::string& key, SteadyTime now) {
    for (auto one = idle_.begin(); one != idle_.end();) {
      if (one->key != key) {
        ++one;
        continue;
      }
      const auto connection = std::move(one->connection);
      const bool good = now - one->since < timeout_ && connection->quiet();
      one = idle_.erase(one);
      if (good) return connection;
    }
    return nullptr;
  }

  // The oldest go when there are too many.
  void put(const std::string& key, std::shared_ptr<Connection> connection, SteadyTime now) {
    idle_.push_front({key, std::move(connection), now});
    std::size_t same = 0;
    for (auto one = idle_.begin(); one != idle_.end();)
      one = one->key == key && ++same > each_ ? idle_.erase(one) : std::next(one);
    if (idle_.size() > in_all_) idle_.pop_back();
  }

  void expire(SteadyTime now) {
    while (!idle_.empty() && now - idle_.back().since >= timeout_) idle_.pop_back();
  }
  void clear() { idle_.clear(); }
  std::size_t size() const { return idle_.size(); }

 private:
  struct Idle {
    std::string key;
    std::shared_ptr<Connection> connection;
    SteadyTime since;
  };
  const std::size_t each_, in_all_;
  const std::chrono::milliseconds timeout_;
  std::list<Idle> idle_;
};

}  // namespace tenstone::http
