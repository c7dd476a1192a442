#pragma once
#include <gtest/gtest.h>

#include "tenstone/http/client.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::http {

using Found = Result<std::vector<IpAddress>>;

// Answers what a test says. `call` counts from 0.
class ScriptedResolver final : public Resolver {
 public:
  explicit ScriptedResolver(std::function<Task<Found>(std::string name, int call)> answer)
      : answer_(std::move(answer)) {}
  Task<Found> resolve(std::string name) override { return answer_(std::move(name), calls++); }
  std::atomic<int> calls = 0;

 private:
  std::function<Task<Found>(std::string, int)> answer_;
};

// Always these addresses.
inline std::shared_ptr<ScriptedResolver> resolver_to(std::vector<const char*> texts) {
  std::vector<IpAddress> addresses;
  for (const char* text : texts) addresses.push_back(IpAddress::parse(text).value());
  return std::make_shared<ScriptedResolver>([addresses](std::string, int) -> Task<Found> { co_return addresses; });
}

// A client on two loops, and what it needs.
class Sending {
 public:
  explicit Sending(ClientOptions options = {}) {
    if (!options.resolver) options.resolver = system_resolver(*pool_);
    options.metrics = &metrics;
    client.emplace(loops, std::move(options));
    loops.start();
  }
  ~Sending() {
    pool_.reset();
    loops.stop();
    loops.join();
  }
  static ClientRequest get(const std::string& url) {
    return {.url = Url::parse(url).value(), .rules = AddressRules::anything()};
  }
  static ClientRequest post(const std::string& url, std::string body) {
    ClientRequest request = get(url);
    request.method = Method::Post;
    request.body = std::move(body);
    return request;
  }
  Result<ClientResponse> send(ClientRequest request) {
    return testing::await(loops[0], client->send(std::move(request)));
  }
  // The code, or "status body".
  std::string outcome(ClientRequest request) {
    const auto answer = send(std::move(request));
    return answer ? std::to_string(answer->status) + " " + answer->body : answer.error().code;
  }
  bool counted(const std::string& line) const { return metrics.render().contains(line + "\n"); }
  bool eventually_counted(const std::string& line) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!counted(line) && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return counted(line);
  }

  metrics::Registry metrics;
  runtime::Loops loops{2};
  std::optional<Client> client;

 private:
  std::optional<runtime::BlockingPool> pool_{std::in_place, 2, 8};
};

}  // namespace tenstone::http
