// What sends, on a database of its own, and a server on loopback whose endpoints do what a test says.
#pragma once
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "kept_work.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/deliveries.hpp"
#include "tenstone/webhooks/delivery_sender.hpp"
#include "tenstone/webhooks/endpoints.hpp"
#include "tenstone/webhooks/migrations.hpp"
#include "tenstone/webhooks/outgoing.hpp"

namespace tenstone::webhooks {

using namespace std::chrono_literals;

// A request that an endpoint got.
struct Hit {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (http::equal_ignoring_case(key, name)) return value;
    return "";
  }
};

class SendingTest : public ::testing::Test {
 protected:
  SendingTest() {
    sql(KeptWork::kTable);
    app_.post("/{name}", [this](http::Request& request) { return answer(request); });
    loops_.start();
    const auto started = server_.start();
    if (!started) throw Failure(started.error());
    sender_ = make_sender(rules_);
  }
  ~SendingTest() override {
    released_ = true;
    run(client_.drain(10s));
    run(database_.close(2s));
    pool_.reset();
    loops_.stop();
    loops_.join();
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  std::string sql(const std::string& text) { return temporary_.sql(text); }
  // Moves both clocks.
  void pass(std::chrono::seconds by) {
    passed_ += by;
    clock_.set_offset(passed_);
    sql("CREATE OR REPLACE FUNCTION tenstone.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'select pg_catalog.now() "
        "+ "
        "interval ''" +
        std::to_string(passed_.count()) + " seconds'''");
  }
  std::unique_ptr<DeliverySender> make_sender(EndpointRules rules) {
    return std::make_unique<DeliverySender>(database_, clock_, secrets_, endpoints_, std::move(rules), client_,
                                            registry_, logging::Logger());
  }

  std::string url(const std::string& name) const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + "/" + name;
  }
  // What the endpoint of that name answers from now on; 200 unless a test says otherwise.
  void answers(const std::string& name, int status, std::string body = {}, std::string header = {},
               std::string value = {}) {
    const std::scoped_lock lock(mutex_);
    answers_[name] = {status, std::move(body), std::move(header), std::move(value)};
  }
  // It does not answer until the test ends.
  void is_silent(const std::string& name) { answers(name, 0); }
  void release() { released_ = true; }
  std::vector<Hit> hits(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return hits_[name];
  }

  EndpointWithSecret add_endpoint(const std::string& name, std::vector<std::string> types = {}) {
    NewEndpoint wanted{.url = url(name), .types = std::move(types)};
    auto made = run(endpoints_.create(std::move(wanted), kOlaf));
    if (!made) throw Failure(made.error());
    return *made;
  }
  Endpoint endpoint(const Uuid& id) { return run(endpoints_.find(kOrg, id)).value(); }
  static NewMessage paid() { return {.org = kOrg, .type = "order.paid", .payload = {R"({"order":7})"}}; }
  SentMessage send(NewMessage message = paid()) {
    const auto sent = run(outgoing_.send(std::move(message)));
    if (!sent) throw Failure(sent.error());
    return *sent;
  }
  // The newest delivery to that endpoint.
  Uuid delivery_to(const Uuid& endpoint) {
    return *parse_uuid(sql("select id from webhook_deliveries where endpoint_id = '" + to_string(endpoint) +
                           "' order by id desc limit 1"));
  }
  DeliveryAttempt attempt_of(const Uuid& delivery, int counted = 1) {
    return {.org = kOrg, .delivery = delivery, .number = counted, .counted = counted, .stop = {}};
  }
  DeliveryOutcome attempt(const Uuid& delivery, int counted = 1) {
    return run(sender_->attempt(attempt_of(delivery, counted)));
  }
  // Of a new message to that endpoint.
  DeliveryOutcome deliver(const Uuid& endpoint) {
    send();
    return attempt(delivery_to(endpoint));
  }
  bool counted(const std::string& result, int value) const {
    return registry_.render().contains("tenstone_webhooks_deliveries_total{result=\"" + result + "\"} " +
                                       std::to_string(value) + "\n");
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    const runtime::Stopwatch watch;
    while (!condition()) {
      if (watch.elapsed() > 10s) return false;
      std::this_thread::yield();
    }
    return true;
  }

  static inline const Uuid kOrg = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");
  static inline const Uuid kOther = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");
  static inline const Caller kOlaf{kOrg, "user:olaf"};

  const testing::TemporaryDatabase temporary_{{postgres::migrations(), audit::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  metrics::Registry registry_;
  runtime::Loops loops_{2};
  std::optional<runtime::BlockingPool> pool_{std::in_place, 2, 8};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
  http::Client client_{loops_, {.resolver = http::system_resolver(*pool_)}};
  const EndpointRules rules_{http::AddressRules::public_only({*http::Cidr::parse("127.0.0.0/8")}), true};
  Secrets secrets_{Secret<std::string>(std::string(32, 'k')), ids_};
  KeptWork work_{database_, ids_};
  Outgoing outgoing_{database_, ids_, clock_, work_};
  Endpoints endpoints_{database_, ids_, secrets_, outgoing_, rules_};
  Deliveries deliveries_{database_, ids_, work_};
  std::unique_ptr<DeliverySender> sender_;
  http::App app_;
  http::Server server_{loops_, app_, clock_, {.port = 0}};

 private:
  struct Answer {
    int status = 200;
    std::string body, header, value;
  };

  Task<http::Response> answer(http::Request& request) {
    const auto body = co_await request.body();
    const std::string name(request.path_parameter("name"));
    Answer answer;
    {
      const std::scoped_lock lock(mutex_);
      Hit& hit = hits_[name].emplace_back();
      hit.body = body ? std::string(*body) : "";
      for (const http::Field& field : request.headers()) hit.headers.emplace_back(field.name, field.value);
      answer = answers_[name];
    }
    while (answer.status == 0 && !released_) co_await runtime::sleep_for(1ms);
    http::Response response(answer.status == 0 ? 500 : answer.status);
    response.body = answer.body;
    if (!answer.header.empty()) response.header(answer.header, answer.value);
    co_return response;
  }

  std::mutex mutex_;
  std::map<std::string, std::vector<Hit>> hits_;
  std::map<std::string, Answer> answers_;
  std::atomic<bool> released_ = false;
  std::chrono::seconds passed_{0};
};

}  // namespace tenstone::webhooks
