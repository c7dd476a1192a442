#include "link.hpp"

#include <algorithm>

namespace tenstone::redis {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstPause = 10ms, kLongestPause = 1s;
constexpr auto kProven = 1s;  // a connection that stood so long earns the first pause again
constexpr auto kRenewal = 10s;

struct Answer {
  bool here = false;
  std::string url, error;
};

Task<> renew(std::shared_ptr<Link> link, Endpoint& endpoint) {
  const auto answer = std::make_shared<Answer>();
  auto answered = [link, answer](std::string url, std::string error) {
    *answer = {true, std::move(url), std::move(error)};
    link->changed.notify();
  };
  if (!link->shared->renewal->start(link->loop, std::move(answered))) co_return;
  const SteadyTime deadline = std::chrono::steady_clock::now() + kRenewal;
  while (!answer->here && !link->stopped) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= 0s) break;
    co_await link->changed.wait(left);
  }
  if (link->stopped) co_return;
  if (!answer->here) answer->error = "no answer within 10 s";
  if (answer->error.empty()) {
    auto renewed = parse_url(answer->url);
    if (renewed)
      endpoint = std::move(*renewed);
    else
      answer->error = renewed.error().message;
  }
  if (!answer->error.empty()) link->shared->report("redis.unrenewed", answer->error);
}

// Waits, but not for a link that is stopped.
Task<> pause_for(std::shared_ptr<Link> link, std::chrono::milliseconds pause) {
  const SteadyTime until = std::chrono::steady_clock::now() + pause;
  for (auto left = until - std::chrono::steady_clock::now(); left > 0s && !link->stopped;
       left = until - std::chrono::steady_clock::now())
    co_await link->changed.wait(left);
}

Task<> hold(std::shared_ptr<Link> link, runtime::Pulse pulse) {
  if (std::exchange(link->up, false)) link->wire->close("the task of the link ended");
  Endpoint endpoint = link->shared->endpoint;
  std::chrono::milliseconds pause = kFirstPause;
  std::string reported;
  while (!link->stopped) {
    pulse.well();
    const auto wire = link->wire = std::make_shared<Wire>(link->loop);
    std::string why = co_await wire->open(endpoint, link->shared->options.connect_timeout);
    if (link->stopped) co_return;
    link->attempted = true;
    if (why.empty()) {
      const SteadyTime since = std::chrono::steady_clock::now();
      link->up = true;
      reported.clear();
      link->shared->report("redis.connected", endpoint.where());
      if (link->on_up) link->on_up(*wire);
      link->changed.notify();
      why = co_await wire->read(link->on_unasked);
      if (link->stopped) co_return;
      link->up = false;
      link->shared->report("redis.lost", why);
      if (std::chrono::steady_clock::now() - since >= kProven) pause = kFirstPause;
    } else if (why != reported) {
      link->shared->report("redis.unreachable", why);
      reported = why;
    }
    link->why = std::move(why);
    link->changed.notify();
    co_await pause_for(link, pause);
    pause = std::min(pause * 2, kLongestPause);
    if (!link->stopped) co_await renew(link, endpoint);
  }
}

}  // namespace

void Link::stop() {
  stopped = true;
  supervisor.stop();
  up = false;
  why = "this Redis has been closed";
  if (wire) wire->close(why);
  changed.notify();
}

Task<> await_first_attempt(std::shared_ptr<Link> link, SteadyTime until) {
  while (!link->attempted && !link->stopped) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= 0s) co_return;
    co_await link->changed.wait(left);
  }
}

void keep(const std::shared_ptr<Link>& link) {
  link->loop.post([link] {
    link->supervisor.keep("redis.link", [link](runtime::Pulse pulse) { return hold(link, std::move(pulse)); });
  });
}

}  // namespace tenstone::redis
