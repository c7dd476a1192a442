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
    : connection_(std::move(connection)), changed_(loop), supervisor_(loop) {
  connection_->on_connected = [this] {
    standing_.clear();
    for (const auto& subscription : subscriptions_) subscription->listening = false;
    look();
  };
  connection_->on_notification = [this](std::string channel, std::string payload) {
    each(channel, [&](const Subscription& subscription) { subscription.on_message(payload); });
  };
}

ListenerHub::~ListenerHub() {
  connection_->on_connected = nullptr;
  connection_->on_notification = nullptr;
}

void ListenerHub::close() {
  if (following_ && !supervisor_.stopped()) {
    supervisor_.stop();
    changed_.notify();
  }
  connection_->close();
}

void ListenerHub::look() {
  stale_ = true;
  changed_.notify();
}

Listener ListenerHub::add(std::string channel, std::function<void(std::string_view)> on_message,
                          std::function<void()> on_listening) {
  auto subscription = std::make_shared<Subscription>();
  subscription->channel = std::move(channel);
  subscription->on_message = std::move(on_message);
  subscription->on_listening = std::move(on_listening);
  subscriptions_.push_back(subscription);
  if (!std::exchange(following_, true))
    supervisor_.keep("postgres.listen",
                     [self = shared_from_this()](runtime::Pulse pulse) { return follow(self, std::move(pulse)); });
  connection_->connect();
  look();
  return Listener(weak_from_this(), std::move(subscription));
}

void ListenerHub::remove(const std::shared_ptr<Subscription>& subscription) {
  subscription->over = true;
  subscriptions_.remove(subscription);
  look();
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

Task<> ListenerHub::follow(std::shared_ptr<ListenerHub> self, runtime::Pulse pulse) {
  while (!self->supervisor_.stopped()) {
    co_await self->catch_up();
    pulse.well();
    if (!self->stale_ && !self->supervisor_.stopped()) co_await self->changed_.wait();
  }
}

// Throws what the first refused channel met, after it has tried all.
Task<> ListenerHub::catch_up() {
  stale_ = false;
  std::set<std::string> wanted;
  for (const auto& subscription : subscriptions_)
    if (!subscription->listening) wanted.insert(subscription->channel);
  std::exception_ptr refused;
  for (const std::string& channel : wanted) {
    if (!connection_->connected()) co_return;  // on_connected looks again
    try {
      co_await send("listen", channel);
      standing_.insert(channel);
    } catch (const Failure&) {
      if (connection_->connected() && !refused) refused = std::current_exception();
      continue;
    }
    each(channel, [](Subscription& subscription) {
      if (!std::exchange(subscription.listening, true) && subscription.on_listening) subscription.on_listening();
    });
  }
  const std::set<std::string> standing = standing_;
  for (const std::string& channel : standing) {
    if (has(channel) || !connection_->connected()) continue;
    standing_.erase(channel);
    co_await send("unlisten", channel);
    if (has(channel)) look();  // somebody came meanwhile
  }
  if (refused) std::rethrow_exception(refused);
}

Task<> ListenerHub::send(std::string word, std::string channel) {
  const Statement statement = keep_statement(word + " " + channel, word + " " + quoted(channel));
  std::vector<Query> queries{Query(statement)};
  const auto done = co_await connection_->run(std::move(queries));
  if (!done) throw Failure(done.error());
}

}  // namespace tenstone::postgres
