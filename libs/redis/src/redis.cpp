#include "tenstone/redis/redis.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <stdexcept>

#include "link.hpp"

namespace tenstone::redis {
namespace {

constexpr std::size_t kMaxWaiting = 10'000;

std::shared_ptr<const Shared> shared_of(Options options) {
  auto endpoint = parse_url(options.url);
  if (!endpoint) throw Failure(endpoint.error());
  options.url.clear();  // it may hold a password; the endpoint has it now, as a Secret
  auto renewal = std::make_shared<Renewal>(options.renew_url);
  return std::make_shared<const Shared>(std::move(options), std::move(*endpoint), std::move(renewal));
}

template <class Arguments>
void append_checked(std::string& out, const Arguments& arguments) {
  if (std::size(arguments) == 0) throw std::logic_error("bug: a Redis command without a name");
  append_command(out, arguments);
}

std::string call_of(std::string_view command, std::string_view script, std::size_t keys,
                    std::span<const std::string_view> words) {
  std::string bytes;
  append_head(bytes, 3 + words.size());
  append_word(bytes, command);
  append_word(bytes, script);
  append_word(bytes, std::to_string(keys));
  for (const std::string_view word : words) append_word(bytes, word);
  return bytes;
}

}  // namespace

struct Redis::State {
  State(runtime::Loops& all, Options options)
      : loops(all), shared(shared_of(std::move(options))), links(loops, [this](runtime::Loop& loop) {
          return std::make_unique<std::shared_ptr<Link>>(std::make_shared<Link>(loop, shared));
        }) {
    for (std::size_t i = 0; i < links.size(); ++i) keep(links.at(i));
  }
  ~State() {
    shared->renewal->close();
    for (std::size_t i = 0; i < links.size(); ++i) links.at(i)->loop.post([link = links.at(i)] { link->stop(); });
  }

  Link& here() { return *links.here(); }

  Task<Replies> call(std::string bytes, std::size_t replies, Deadline deadline) {
    Link& link = here();
    if (deadline <= Deadline::zero()) deadline = shared->options.deadline;
    const SteadyTime until = std::chrono::steady_clock::now() + deadline;
    std::shared_ptr<Link> held;  // this Redis may go while the call waits
    if (!link.up) {
      if (!link.attempted) {
        held = links.here();
        if (link.waiting + replies > kMaxWaiting) co_return Error(kBusy, {}, "too many Redis commands wait");
        link.waiting += replies;
        co_await await_first_attempt(held, until);
        link.waiting -= replies;
      }
      if (!link.up) co_return Error(kRedisUnavailable, {}, link.why);
    }
    if (link.wire->full(replies, bytes.size())) co_return Error(kBusy, {}, "too many Redis commands wait for a reply");
    // Nothing of this frame is used once the call is on its way: a stopped loop may destroy it while the link lives.
    auto initiate = [&](auto handler) { link.wire->call(bytes, replies, until, std::move(handler)); };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Replies)>(
        std::move(initiate), boost::asio::use_awaitable);
  }

  Task<Result<Reply>> one(std::string bytes, Deadline deadline) {
    auto replies = co_await call(std::move(bytes), 1, deadline);
    if (!replies) co_return std::move(replies.error());
    if (replies->front().is_error()) co_return Error(kRedisError, {}, std::move(replies->front().text));
    co_return std::move(replies->front());
  }

  runtime::Loops& loops;
  const std::shared_ptr<const Shared> shared;
  runtime::PerLoop<std::shared_ptr<Link>> links;
};

Redis::Redis(runtime::Loops& loops, Options options) : state_(std::make_unique<State>(loops, std::move(options))) {}
Redis::~Redis() = default;

Task<Result<Reply>> Redis::command(Arguments arguments, Deadline deadline) {
  std::string bytes;
  append_checked(bytes, arguments);
  return state_->one(std::move(bytes), deadline);
}

Task<Result<Reply>> Redis::command(std::span<const std::string> arguments, Deadline deadline) {
  std::string bytes;
  append_checked(bytes, arguments);
  return state_->one(std::move(bytes), deadline);
}

Task<Result<std::vector<Reply>>> Redis::commands(std::span<const std::vector<std::string>> each, Deadline deadline) {
  if (each.empty()) throw std::logic_error("bug: no Redis commands");
  std::string bytes;
  for (const auto& arguments : each) append_checked(bytes, arguments);
  return state_->call(std::move(bytes), each.size(), deadline);
}

Task<Result<Reply>> Redis::evaluate(const Script& script, std::vector<std::string> keys,
                                    std::vector<std::string> arguments, Deadline deadline) {
  std::vector<std::string_view> words(keys.begin(), keys.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  co_return co_await evaluate(script, keys.size(), words, deadline);
}

Task<Result<Reply>> Redis::evaluate(const Script& script, std::size_t keys, std::span<const std::string_view> words,
                                    Deadline deadline) {
  auto reply = co_await state_->one(call_of("EVALSHA", script.name(), keys, words), deadline);
  if (reply || !reply.error().detail.starts_with("NOSCRIPT")) co_return reply;
  co_return co_await state_->one(call_of("EVAL", script.text(), keys, words), deadline);
}

Task<bool> Redis::ping() {
  const auto reply = co_await command({"PING"});
  co_return reply.has_value();
}

bool Redis::connected() const { return state_->here().up; }

Task<Result<void>> Redis::ready(std::chrono::milliseconds timeout) {
  const std::shared_ptr<Link> link = state_->links.here();
  const SteadyTime until = std::chrono::steady_clock::now() + timeout;
  while (!link->up && !link->stopped) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left.count() <= 0) break;
    co_await link->changed.wait(left);
  }
  if (!link->up) co_return Error(kRedisUnavailable, {}, link->why);
  co_return Result<void>();
}

Task<bool> Redis::first_attempt(std::chrono::milliseconds timeout) {
  const std::shared_ptr<Link> link = state_->links.here();
  co_await await_first_attempt(link, std::chrono::steady_clock::now() + timeout);
  co_return link->attempted;
}

runtime::Loops& Redis::loops() const { return state_->loops; }

std::uint64_t Redis::writes() const {
  const Link& link = state_->here();
  return link.up ? link.wire->writes() : 0;
}

struct Subscription::State {
  std::shared_ptr<Link> link;
};

Subscription Redis::subscribe(runtime::Loop& loop, std::string channel, OnMessage on_message,
                              std::function<void()> on_subscribed) {
  const auto link = std::make_shared<Link>(loop, state_->shared);
  link->on_up = [channel](Wire& wire) {
    std::string bytes;
    append_command(bytes, std::initializer_list<std::string_view>{"SUBSCRIBE", channel});
    wire.write(bytes);
    wire.beat();
  };
  link->on_unasked = [raw = link.get(), on_message = std::move(on_message),
                      on_subscribed = std::move(on_subscribed)](const Reply& reply) {
    if (raw->stopped) return;
    if (reply.is_error()) return raw->wire->close("SUBSCRIBE was refused: " + reply.text);
    if (reply.items.size() != 3) return;  // a pong
    if (reply.items[0].text == "message") on_message(reply.items[2].text);
    if (reply.items[0].text == "subscribe" && on_subscribed) on_subscribed();
  };
  keep(link);
  return Subscription(std::make_shared<Subscription::State>(link));
}

Subscription::Subscription(std::shared_ptr<State> state) : state_(std::move(state)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription::~Subscription() {
  if (!state_) return;
  const auto link = state_->link;
  if (runtime::Loop::inside() && &runtime::Loop::current() == &link->loop)
    link->stop();
  else
    link->loop.post([link] { link->stop(); });
}

}  // namespace tenstone::redis
