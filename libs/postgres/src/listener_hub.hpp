#pragma once
#include <list>

#include "connection.hpp"
#include "tenstone/postgres/listener.hpp"

namespace tenstone::postgres {

struct Subscription {
  std::string channel;
  std::function<void(std::string_view)> on_message;
  std::function<void()> on_listening;
  bool over = false;
};

// One connection for all channels that a loop listens to; opened with the first.
class ListenerHub : public std::enable_shared_from_this<ListenerHub> {
 public:
  ListenerHub(runtime::Loop& loop, std::shared_ptr<Connection> connection);
  ~ListenerHub();
  Listener add(std::string channel, std::function<void(std::string_view)> on_message,
               std::function<void()> on_listening);
  void remove(const std::shared_ptr<Subscription>& subscription);
  const std::shared_ptr<Connection>& connection() const { return connection_; }

 private:
  static Task<> listen(std::shared_ptr<ListenerHub> self, std::string channel);
  static Task<> unlisten(std::shared_ptr<ListenerHub> self, std::string channel);
  template <class Call>
  void each(const std::string& channel, Call call);
  bool has(const std::string& channel) const;

  runtime::Loop& loop_;
  std::shared_ptr<Connection> connection_;
  std::list<std::shared_ptr<Subscription>> subscriptions_;
};

}  // namespace tenstone::postgres
