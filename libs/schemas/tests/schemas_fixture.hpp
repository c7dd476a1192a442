// A process with schemas, checks and their API, on a database of its own. Its worker begins with start().
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/schemas/bulk_check.hpp"
#include "tenstone/schemas/checks_controller.hpp"
#include "tenstone/schemas/errors.hpp"
#include "tenstone/schemas/migrations.hpp"
#include "tenstone/schemas/schemas_controller.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/json.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::schemas {

using namespace std::chrono_literals;

class SchemasTest : public ::testing::Test {
 protected:
  struct Answer {
    int status = 0;
    std::string body, etag, location;
    std::string at(const std::string& pointer) const { return testing::json_at(body, pointer); }
    std::string code() const { return at("/code"); }
  };

  SchemasTest() {
    app_.use(http::request_id(ids_));
    app_.use(http::problem_errors(logging::Logger()));
    web::mount(app_, schemas_);
    web::mount(app_, bulk_);
    worker_.handle(std::string(kKind), [this](jobs::Run& run) { return handle_(run); }, {.backoff = {.base = 1s}});
  }
  // Before the destructor of a test's own class: handlers may use what it has.
  void TearDown() override {
    worker_.hurry();
    run(worker_.drain());
    run(database_.close(2s));
    loops_.stop();
    loops_.join();
  }
  static runtime::Loops& started(runtime::Loops& all) {
    all.start();
    return all;
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  std::string sql(const std::string& text) const { return temporary_.sql(text); }
  void start() {
    loops_[0].post([this] { worker_.start(); });
  }
  // Polls; false after 20 s.
  template <class Condition>
  static bool eventually(Condition condition) {
    const runtime::Stopwatch watch;
    while (!condition()) {
      if (watch.elapsed() > 20s) return false;
      std::this_thread::sleep_for(5ms);
    }
    return true;
  }

  // Of Mia, who may read and write, unless `headers` say otherwise.
  Answer ask(http::Method method, std::string target, std::string body = "",
             std::vector<std::pair<std::string, std::string>> headers = {}) {
    const auto asked = [](http::App* app, http::Method by, std::string where,
                          std::vector<std::pair<std::string, std::string>> with, std::string text) -> Task<Answer> {
      http::Request request(by, std::move(where), std::move(with), std::move(text));
      const http::Response response = co_await app->handle(request);
      const auto header = [&](const char* name) { return std::string(response.header(name).value_or("")); };
      co_return Answer{response.status, response.body, header("ETag"), header("Location")};
    };
    headers.emplace_back("X-May", "read write");
    return run(asked(&app_, method, std::move(target), std::move(headers), std::move(body)));
  }
  Answer get(const std::string& target) { return ask(http::Method::Get, target); }
  Answer post(const std::string& target, const std::string& body) { return ask(http::Method::Post, target, body); }

  AddedVersion add(const std::string& name, const std::string& document, const Caller& by = kMia) {
    const auto added = run(registry_.add(by, name, document));
    if (!added) throw Failure(added.error());
    return *added;
  }
  std::string refusal(const std::string& name, const std::string& document, const std::string& pointer) {
    const auto added = run(registry_.add(kMia, name, document));
    return added ? "added" : testing::json_at(added.error().members.at(0).second, pointer);
  }
  // A check of the newest version, as an upload brings it.
  Check upload(const std::string& name, std::string_view lines) {
    const auto body = [](SchemasTest* self, std::string of, std::string_view text) -> Task<Check> {
      const auto version = co_await self->registry_.compiled(kMia.org, of, {});
      Upload begun = co_await self->checks_.begin(kMia.org, version.value()->name);
      const auto added = co_await self->checks_.add(begun, text);
      if (!added) throw Failure(added.error());
      const auto check = co_await self->checks_.commit(begun, "req-1");
      if (!check) throw Failure(check.error());
      co_return *check;
    };
    return run(body(this, name, lines));
  }
  Check find(const Uuid& id) { return run(checks_.find(kMia.org, id)).value(); }
  Check finished(const Uuid& id) {
    EXPECT_TRUE(eventually([&] { return find(id).finished_at.has_value(); }));
    return find(id);
  }

  static Access access_by_header() {
    static const ErrorCode kRefused{ErrorKind::Forbidden, "test_refused", "Not you"};
    const auto guard = [](const std::string& what) {
      return web::Guard{.name = what, .check = [what](http::Request& request) -> Task<Result<void>> {
                          if (!request.header("X-May").contains(what)) co_return kRefused;
                          co_return Result<void>();
                        }};
    };
    return {guard("read"), guard("write"),
            [](const http::Request& request) { return request.header("X-Org") == "other" ? kOther : kMia; }};
  }

  static inline const Caller kMia{*parse_uuid("0190a1b2-0000-7000-8000-000000000001"), "user:mia"};
  static inline const Caller kOther{*parse_uuid("0190a1b2-0000-7000-8000-000000000002"), "user:olaf"};

  const testing::TemporaryDatabase temporary_{
      {postgres::migrations(), audit::migrations(), jobs::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  metrics::Registry metrics_;
  runtime::Loops loops_{2};
  runtime::BlockingPool pool_{2, 100}, bulk_pool_{1, 100};
  postgres::Database database_{started(loops_), {.url = temporary_.url()}};
  jobs::Queue queue_{loops_, database_, ids_, metrics_, [this](std::string_view name) { worker_.wake(name); }};
  jobs::Reader reader_{database_};
  Registry registry_{database_, ids_, pool_};
  Checks checks_{database_, ids_, queue_, reader_};
  BulkCheck bulk_check_{database_, registry_, bulk_pool_, {.tell = 1ms}};
  // What runs as the job; a test may change it before start().
  std::function<Task<jobs::Outcome>(jobs::Run&)> handle_ = [this](jobs::Run& run) { return bulk_check_.check(run); };
  jobs::Worker worker_{loops_, database_, clock_, logging::Logger(), metrics_, {.beat = 50ms}};
  const web::Cursors cursors_{Secret<std::string>(std::string(32, 'c'))};
  SchemasController schemas_{registry_, access_by_header(), cursors_};
  ChecksController bulk_{registry_, checks_, access_by_header(), cursors_};
  http::App app_;
};

}  // namespace tenstone::schemas
