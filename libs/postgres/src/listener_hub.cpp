#include "listener_hub.hpp"

#include "tenstone/postgres/errors.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::postgres {
namespace {

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

}  // namespace

Listener::~Listener() {
  if (const auto hub = hub_.lock(); hub && subscription_) hub->remove(subscription_);
}

ListenerHub::ListenerHub(runtime::Loop& loop, std::shared_ptr<Connection> connection)
    : loop_(loop), connection_(std::move(connection)) {
  connection_->on_connected = [this] {
    std::vector<std::string> channels;
    for (const auto& subscription : subscriptions_) channels.push_back(subscription->channel);
    std::sort(channels.begin(), channels.end());
    channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
    for (std::string& channel : channels) loop_.spawn(listen(shared_from_this(), std::move(channel)));
  };
  connection_->on_notification = [this](std::string channel, std::string payload) {
    each(channel, [&](const Subscription& subscription) { subscription.on_message(payload); });
  };
}

ListenerHub::~ListenerHub() {
  connection_->on_connected = nullptr;
  connection_->on_notification = nullptr;
}

Listener ListenerHub::add(std::string channel, std::function<void(std::string_view)> on_message,
                          std::function<void()> on_listening) {
  auto subscription = std::make_shared<Subscription>();
  subscription->channel = channel;
  subscription->on_message = std::move(on_message);
  subscription->on_listening = std::move(on_listening);
  subscriptions_.push_back(subscription);
  if (connection_->connected())
    loop_.spawn(listen(shared_from_this(), std::move(channel)));
  else
    connection_->connect();  // on_connected listens
  return Listener(weak_from_this(), std::move(subscription));
}

void ListenerHub::remove(const std::shared_ptr<Subscription>& subscription) {
  subscription->over = true;
  subscriptions_.remove(subscription);
  if (!has(subscription->channel) && connection_->connected())
    loop_.spawn(unlisten(shared_from_this(), subscription->channel));
}

bool ListenerHub::has(const std::string& channel) const {
  return std::any_of(subscriptions_.begin(), subscriptions_.end(),
                     [&](const auto& subscription) { return subscription->channel == channel; });
}

// A handler may add and remove listeners.
template <class Call>
void ListenerHub::each(const std::string& channel, Call call) {
  const auto copy = subscriptions_;
  for (const auto& subscription : copy)
    if (!subscription->over && subscription->channel == channel) call(*subscription);
}

Task<> ListenerHub::listen(std::shared_ptr<ListenerHub> self, std::string channel) {
  const Statement statement = keep_statement("listen " + channel, "listen " + quoted(channel));
  while (self->has(channel) && self->connection_->connected()) {
    bool listening = false;
    try {
      std::vector<Query> queries{Query(statement)};
      listening = (co_await self->connection_->run(std::move(queries))).has_value();
    } catch (const Failure&) {
      listening = false;  // once it is connected again, on_connected starts anew
    }
    if (!listening) continue;
    self->each(channel, [](const Subscription& subscription) {
      if (subscription.on_listening) subscription.on_listening();
    });
    co_return;
  }
}

Task<> ListenerHub::unlisten(std::shared_ptr<ListenerHub> self, std::string channel) {
  const Statement statement = keep_statement("unlisten " + channel, "unlisten " + quoted(channel));
  try {
    std::vector<Query> queries{Query(statement)};
    const auto done = co_await self->connection_->run(std::move(queries));
    if (done && self->has(channel)) self->loop_.spawn(listen(self, channel));  // somebody came meanwhile
  } catch (const Failure&) {
    co_return;  // a lost connection listens to nothing
  }
}

}  // namespace tenstone::postgres
