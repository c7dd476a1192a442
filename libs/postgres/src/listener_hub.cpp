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
    : connection_(std::move(connection)), follower_(loop, "postgres.listen", runtime::Follower::kHintsAlone) {
  connection_->on_connected = [this] {
    standing_.clear();
    for (const auto& subscription : subscriptions_) subscription->listening = false;
    follower_.hint();
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
  if (following_ && !follower_.stopped()) follower_.stop();
  connection_->close();
}

Listener ListenerHub::add(std::string channel, std::function<void(std::string_view)> on_message,
                          std::function<void()> on_listening) {
  auto subscription = std::make_shared<Subscription>();
  subscription->channel = std::move(channel);
  subscription->on_message = std::move(on_message);
  subscription->on_listening = std::move(on_listening);
  subscriptions_.push_back(subscription);
  if (!std::exchange(following_, true)) follower_.start([self = shared_from_this()] { return self->catch_up(); });
  connection_->connect();
  follower_.hint();
  return Listener(weak_from_this(), std::move(subscription));
}

void ListenerHub::remove(const std::shared_ptr<Subscription>& subscription) {
  subscription->over = true;
  subscriptions_.remove(subscription);
  follower_.hint();
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

// Throws what the first refused channel met, after it has tried all.
Task<> ListenerHub::catch_up() {
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
    if (has(channel)) follower_.hint();  // somebody came meanwhile
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
