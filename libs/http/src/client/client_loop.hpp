#pragma once
#include <list>

#include "client/connection.hpp"
#include "client/idle_pool.hpp"
#include "tenstone/http/client.hpp"

namespace tenstone::http {

// Counts for all loops. The numbers are looked up once.
class ClientMetrics {
 public:
  explicit ClientMetrics(metrics::Registry* registry);  // null: counts nothing
  void done(const Result<ClientResponse>& answer, std::chrono::steady_clock::duration took) const;

 private:
  std::map<std::string, metrics::Counter, std::less<>> outcomes_;
  std::optional<metrics::Histogram> seconds_;
};

// What the loops of a client share.
struct ClientShared {
  explicit ClientShared(ClientOptions given)
      : options(std::move(given)), tls(trusting(options.ca_file)), counts(options.metrics) {}
  const ClientOptions options;
  const std::shared_ptr<TlsContext> tls;
  const ClientMetrics counts;
  const std::shared_ptr<std::atomic<std::size_t>> open = std::make_shared<std::atomic<std::size_t>>(0);
  std::atomic<std::size_t> idle = 0;
};

// One loop's share of a client: what is idle there, what runs there. Requests own it while they run.
class ClientLoop : public std::enable_shared_from_this<ClientLoop> {
 public:
  ClientLoop(runtime::Loop& loop, std::shared_ptr<ClientShared> shared);
  static Task<Result<ClientResponse>> send(std::shared_ptr<ClientLoop> self, ClientRequest request);
  static Task<bool> drain(std::shared_ptr<ClientLoop> self, std::chrono::steady_clock::duration deadline);
  runtime::Loop& loop() { return loop_; }

 private:
  struct Job;
  struct Exchanged;
  class Active;
  Task<Result<ClientResponse>> perform(const Job& job);
  Task<Exchanged> exchange(const Job& job, std::shared_ptr<ClientConnection> connection, ClientResponse so_far);
  void keep(const std::string& key, std::shared_ptr<ClientConnection> connection);
  void tick_later();
  void count_idle();

  runtime::Loop& loop_;
  const std::shared_ptr<ClientShared> shared_;
  IdlePool<ClientConnection> idle_;
  std::size_t counted_idle_ = 0;
  std::list<ClientConnection*> active_;
  runtime::Event one_ended_;
  boost::asio::steady_timer tick_;
  bool ticking_ = false, stopping_ = false;
};

}  // namespace tenstone::http
