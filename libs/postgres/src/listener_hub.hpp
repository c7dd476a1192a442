#pragma once
#include <list>
#include <set>

#include "connection.hpp"
#include "tenstone/postgres/listener.hpp"
#include "tenstone/runtime/follower.hpp"

namespace tenstone::postgres {

struct Subscription {
  std::string channel;
  std::function<void(std::string_view)> on_message;
  std::function<void()> on_listening;
  bool over = false;
  bool listening = false;  // on_listening was called for the connection of now
};

// One connection for all channels that a loop listens to; opened with the first.
//
// A supervised task, "postgres.listen", brings what the server listens to in line with the subscriptions. A LISTEN that
// the server refuses ends it: so it is reported, counts as down and is tried again after a pause. The others stand
// meanwhile.
class ListenerHub : public std::enable_shared_from_this<ListenerHub> {
 public:
  ListenerHub(runtime::Loop& loop, std::shared_ptr<Connection> connection);
  ~ListenerHub();
  Listener add(std::string channel, std::function<void(std::string_view)> on_message,
               std::function<void()> on_listening);
  void remove(const std::shared_ptr<Subscription>& subscription);
  void close();
  const std::shared_ptr<Connection>& connection() const { return connection_; }

 private:
  Task<> catch_up();
  Task<> send(std::string word, std::string channel);
  template <class Call>
  void each(const std::string& channel, Call call);
  bool has(const std::string& channel) const;

  std::shared_ptr<Connection> connection_;
  std::list<std::shared_ptr<Subscription>> subscriptions_;
  std::set<std::string> standing_;  // the channels that the server listens to on the connection of now
  runtime::Follower follower_;
  bool following_ = false;
};

}  // namespace tenstone::postgres
