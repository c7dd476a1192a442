// Processes that receive webhooks, on one database of their own.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kept_work.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "tenstone/webhooks/migrations.hpp"
#include "tenstone/webhooks/receiver.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {

using namespace std::chrono_literals;
using Headers = std::vector<std::pair<std::string, std::string>>;

inline Uuid org_of(std::uint8_t number) {
  Uuid org;
  org.bytes[15] = number;
  return org;
}
inline const Uuid kOrg = org_of(1), kOtherOrg = org_of(2);
inline const Caller kMia{kOrg, "user:mia"};

// By the machine's clock plus `offset`, as PostgreSQL of the test.
class ReceivingProcess {
 public:
  explicit ReceivingProcess(const std::string& url, std::chrono::seconds seen_for = 24h * 90)
      : database(started(loops), {.url = url, .statement_timeout = 2s}),
        receiver(loops, database, sources, work, clock, ids, registry, seen_for) {
    app.use(http::request_id(ids));
    app.use(http::problem_errors(logging::Logger()));
    add_receiver_route(app, receiver);
  }
  ~ReceivingProcess() {
    if (!stopped) stop();
  }
  void stop() {
    stopped = true;
    if (following) run(sources.stop());
    run(database.close(2s));
    loops.stop();
    loops.join();
  }
  static runtime::Loops& started(runtime::Loops& all) {
    all.start();
    return all;
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops[0], std::move(task));
  }
  void follow() {
    following = true;
    sources.start();
  }
  struct Answer {
    int status = 0;
    std::string body, retry_after;
  };
  Task<Answer> send(std::string source, std::string body, Headers headers) {
    http::Request request(http::Method::Post, "/hooks/" + source, std::move(headers), std::move(body));
    const http::Response response = co_await app.handle(request);
    co_return Answer{response.status, response.body, std::string(response.header("Retry-After").value_or(""))};
  }

  runtime::Loops loops{2};
  metrics::Registry registry;
  SystemClock clock;
  Ids ids{clock};
  postgres::Database database;
  KeptWork work{database, ids};
  Secrets secrets{Secret<std::string>(std::string(32, 'k')), ids};
  Sources sources{loops, database, secrets, ids, logging::Logger()};
  Inbox inbox{database, work, ids};
  Receiver receiver;
  http::App app;
  bool following = false, stopped = false;
};

class WebhooksTest : public ::testing::Test {
 protected:
  using Answer = ReceivingProcess::Answer;

  WebhooksTest() { temporary_.sql(KeptWork::kTable); }

  std::unique_ptr<ReceivingProcess> process(std::chrono::seconds seen_for = 24h * 90) {
    auto made = std::make_unique<ReceivingProcess>(temporary_.url(), seen_for);
    made->clock.set_offset(passed_);
    made->run(made->sources.refresh());
    return made;
  }
  // Moves tenstone.now(), and the clocks of these processes.
  template <class... Process>
  void pass(std::chrono::seconds by, Process&... processes) {
    passed_ += by;
    (processes.clock.set_offset(passed_), ...);
    sql("create or replace function tenstone.now() returns timestamptz language sql stable as 'select "
        "pg_catalog.now() + interval ''" +
        std::to_string(passed_.count()) + " seconds'''");
  }
  std::string sql(const std::string& text) { return temporary_.sql(text); }

  // The signed header of a body. `event_id` stands in it for StandardWebhooks and GitHub.
  static Headers signed_by(Scheme scheme, const std::string& secret, std::string_view body, Time now,
                           std::string_view event_id = "evt_1") {
    std::vector<SigningKey> keys;
    keys.push_back(SigningKey::make(scheme, "sender", Secret<std::string>(secret)).value());
    Headers headers{{"Content-Type", "application/json"}};
    for (const http::ClientField& field : sign(scheme, keys, event_id, body, now).value())
      headers.emplace_back(field.name, field.value);
    return headers;
  }
  // The secret of a new source.
  static std::string add(ReceivingProcess& at, NewSource source) {
    const std::string given = source.secret.value_or("");
    const auto made = at.run(at.sources.create(kMia, std::move(source)));
    if (!made) throw Failure(made.error());
    return made->secret.value_or(given);
  }
  Answer send(ReceivingProcess& to, const std::string& source, const std::string& body, Headers headers) {
    return to.run(to.send(source, body, std::move(headers)));
  }
  static double received(ReceivingProcess& at, const std::string& source, const std::string& result) {
    return static_cast<double>(at.registry
                                   .counter("tenstone_webhooks_received_total",
                                            "Requests of webhooks, by what became of them",
                                            {{"source", source}, {"result", result}})
                                   .value());
  }

  const testing::TemporaryDatabase temporary_{{postgres::migrations(), audit::migrations(), migrations()}};
  std::chrono::seconds passed_{0};
};

}  // namespace tenstone::webhooks
