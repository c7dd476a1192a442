#include "tenstone/http/client.hpp"

#include "client/client_loop.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

std::string outcome_label(const Result<ClientResponse>& answer) {
  if (!answer) return answer.error().code;
  return answer->status < 600 ? std::to_string(answer->status / 100) + "xx" : "other";
}

Task<> drain_loop(std::shared_ptr<ClientLoop> loop, std::chrono::steady_clock::duration deadline,
                  std::function<void(bool)> done) {
  done(co_await ClientLoop::drain(loop, deadline));
}

}  // namespace

ClientMetrics::ClientMetrics(metrics::Registry* registry) {
  if (registry == nullptr) return;
  const auto add = [&](std::string outcome) {
    outcomes_.emplace(
        outcome, registry->counter("tenstone_http_client_requests_total",
                                   "Requests sent, by the answer's class or the error's code", {{"outcome", outcome}}));
  };
  for (const char* status : {"2xx", "3xx", "4xx", "5xx", "other"}) add(status);
  for (const ErrorCode* code :
       {&kAddressForbidden, &kNameNotFound, &kConnectFailed, &kConnectTimeout, &kTlsFailed, &kTlsUntrusted,
        &kAnswerTimeout, &kMalformedAnswer, &kAnswerTooLarge, &kConnectionLost, &kBusy})
    add(std::string(code->name()));
  seconds_ = registry->histogram("tenstone_http_client_request_duration_seconds",
                                 "From the call to the whole answer, or to the error");
}

void ClientMetrics::done(const Result<ClientResponse>& answer, std::chrono::steady_clock::duration took) const {
  if (!seconds_) return;
  seconds_->observe(took);
  if (const auto found = outcomes_.find(outcome_label(answer)); found != outcomes_.end()) found->second.add();
}

struct Client::State {
  std::shared_ptr<ClientShared> shared;
  std::vector<std::shared_ptr<ClientLoop>> loops;
  std::vector<metrics::Registry::Watch> watches;
};

Client::Client(runtime::Loops& loops, ClientOptions options) : state_(std::make_unique<State>()) {
  state_->shared = std::make_shared<ClientShared>(std::move(options));
  for (std::size_t i = 0; i < loops.size(); ++i)
    state_->loops.push_back(std::make_shared<ClientLoop>(loops[i], state_->shared));
  metrics::Registry* const registry = state_->shared->options.metrics;
  if (registry == nullptr) return;
  state_->watches.push_back(
      registry->watch("tenstone_http_client_connections_open", "Connections to other servers that exist now",
                      [open = state_->shared->open] { return static_cast<double>(open->load()); }));
  state_->watches.push_back(
      registry->watch("tenstone_http_client_connections_idle", "Connections that wait for their next request",
                      [shared = state_->shared] { return static_cast<double>(shared->idle.load()); }));
}

Client::~Client() = default;

Task<Result<ClientResponse>> Client::send(ClientRequest request) {
  const auto here = state_->loops[runtime::Loop::current().index()];
  co_return co_await ClientLoop::send(here, std::move(request));
}

Task<bool> Client::drain(std::chrono::steady_clock::duration deadline) {
  struct Progress {
    explicit Progress(runtime::Loop& on, std::size_t count) : loop(on), changed(on), left(count) {}
    runtime::Loop& loop;
    runtime::Event changed;
    std::size_t left;
    bool in_time = true;
  };
  const auto progress = std::make_shared<Progress>(runtime::Loop::current(), state_->loops.size());
  const std::function<void(bool)> done = [progress](bool in_time) {
    progress->loop.post([progress, in_time] {
      progress->in_time = progress->in_time && in_time;
      --progress->left;
      progress->changed.notify();
    });
  };
  for (const auto& loop : state_->loops) loop->loop().spawn(drain_loop(loop, deadline, done));
  while (progress->left > 0) co_await progress->changed.wait();
  co_return progress->in_time;
}

}  // namespace tenstone::http
