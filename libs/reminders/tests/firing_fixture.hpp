// Reminders that go off by a real worker, on a database of their own; mails and deliveries are left waiting as jobs.
#pragma once
#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/mail/migrations.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/reminders/firing.hpp"
#include "tenstone/reminders/migrations.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/endpoints.hpp"
#include "tenstone/webhooks/migrations.hpp"
#include "tenstone/webhooks/secrets.hpp"

namespace tenstone::reminders {

using namespace std::chrono_literals;

// webhooks' Work: the jobs of deliveries, which nobody runs.
class QueuedWork final : public webhooks::Work {
 public:
  explicit QueuedWork(jobs::Queue& queue) : queue_(queue) {}
  Task<Result<std::vector<Uuid>>> enqueue(postgres::Transaction& transaction,
                                          std::vector<webhooks::WorkItem> items) override {
    std::vector<Uuid> ids;
    for (const webhooks::WorkItem& item : items) {
      jobs::NewJob job{
          .org_id = item.org, .kind = "webhook.deliver", .payload = {}, .queue = "waiting", .id = item.job};
      const auto made = co_await queue_.enqueue(transaction, std::move(job));
      if (!made) co_return made.error();
      ids.push_back(made->id);
    }
    co_return ids;
  }
  Task<Result<std::vector<Uuid>>> enqueue_and_commit(postgres::Transaction&, std::vector<webhooks::WorkItem>) override {
    throw std::logic_error("not of messages");
  }
  void wake() override { ++wakes; }
  Task<std::vector<webhooks::WorkState>> states(Uuid, std::vector<Uuid>) override {
    co_return std::vector<webhooks::WorkState>();
  }
  Task<Result<void>> again(postgres::Transaction&, Uuid, Uuid) override { co_return Result<void>(); }
  Task<std::vector<Uuid>> failed(Uuid, webhooks::WorkKind, std::optional<Uuid>, std::size_t) override {
    co_return std::vector<Uuid>();
  }

  std::atomic<int> wakes = 0;

 private:
  jobs::Queue& queue_;
};

class FiringTest : public ::testing::Test {
 protected:
  FiringTest() {
    loops_.start();
    outbox_.connect([this](postgres::Transaction& transaction, Uuid org, Uuid mail,
                           std::optional<Uuid>) { return queue_mail(transaction, org, mail); },
                    [this] { ++mail_wakes_; });
    // No attempt follows another before a test moves the clock by an hour.
    worker_.handle(std::string(kKind), [this](jobs::Run& run) { return handle_(run); }, {.backoff = {.base = 10min}});
  }
  // Before the destructor of a test's own class: handlers may use what it has.
  void TearDown() override {
    released_ = true;
    worker_.hurry();
    run(worker_.drain());
    run(database_.close(2s));
    loops_.stop();
    loops_.join();
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  std::string sql(const std::string& text) { return temporary_.sql(text); }
  void start() {
    loops_[0].post([this] { worker_.start(); });
    started_ = true;
  }
  // Moves both clocks, and the worker looks for what is due by now.
  void pass(std::chrono::seconds by) {
    passed_ += by;
    clock_.set_offset(passed_);
    sql("create or replace function tenstone.now() returns timestamptz language sql stable as 'select "
        "pg_catalog.now() + interval ''" +
        std::to_string(passed_.count()) + " seconds'''");
    if (!started_) return;
    run(worker_.beat());
    worker_.wake(kQueue);
  }
  // Moves them to the first seconds of a minute, so that none begins while a test of minutely times runs.
  void begin_a_minute() {
    pass(std::chrono::seconds(std::stoi(sql("select 62 - extract(second from tenstone.now())::int"))));
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
  bool eventually_sql(const std::string& query, const std::string& answer) {
    return eventually([&] { return sql(query) == answer; });
  }
  // Whether all jobs of reminders that are due have ended.
  bool settled() {
    return eventually_sql(
        "select count(*) from jobs join job_kinds k on k.id = kind "
        "where k.name = 'reminder.due' and (state = 1 or run_at <= tenstone.now())",
        "0");
  }

  // What reminders are made of; the occurrence's time is `due`, an SQL expression.
  struct Given {
    std::string plan = R"({"due_at":"2026-12-24T15:00:00Z"})";
    std::string due = "tenstone.now()";
    Channel channel = {ChannelType::Email, "mia@example.test"};
    std::string title = "Water the plants";
    bool snoozed = false;
  };
  // The occurrence, its job and its reminder, committed.
  Uuid add(const Given& given) {
    const Uuid reminder = ids_.next(), occurrence = ids_.next();
    run(put(given, reminder, occurrence));
    worker_.wake(kQueue);
    return occurrence;
  }
  jobs::JobView job(const Uuid& id) { return run(jobs::Reader(database_).find(kOrg, id)).value(); }
  bool counted(const std::string& metric, int value) const {
    return registry_.render().contains("\n" + metric + " " + std::to_string(value) + "\n");
  }
  Uuid add_endpoint() {
    webhooks::NewEndpoint wanted{.url = "http://127.0.0.1:9/hook"};
    return run(endpoints_.create(std::move(wanted), kOlaf)).value().endpoint.id;
  }

  static inline const Uuid kOrg = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");
  static inline const webhooks::Caller kOlaf{kOrg, "user:olaf"};
  // What is due every minute, with the latest, all, or none of the times that were not looked at.
  static std::string minutely(const std::string& policy, const std::string& more = "") {
    return R"({"cron":"* * * * *","tz":"UTC","catch_up":{"policy":")" + policy + "\"" + more + "}}";
  }

  const testing::TemporaryDatabase temporary_{{postgres::migrations(), audit::migrations(), jobs::migrations(),
                                               mail::migrations(), webhooks::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  metrics::Registry registry_;
  runtime::Loops loops_{2};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
  jobs::Queue queue_{loops_, database_, ids_, registry_, [this](std::string_view queue) { worker_.wake(queue); }};
  QueuedWork work_{queue_};
  webhooks::Outgoing outgoing_{database_, ids_, clock_, work_};
  webhooks::Secrets secrets_{Secret<std::string>(std::string(32, 'k')), ids_};
  webhooks::Endpoints endpoints_{database_,
                                 ids_,
                                 secrets_,
                                 outgoing_,
                                 {http::AddressRules::public_only({*http::Cidr::parse("127.0.0.0/8")}), true}};
  mail::Outbox outbox_{ids_, "example.test", true};
  Firing firing_{database_, ids_, queue_, outbox_, outgoing_, registry_, logging::Logger()};
  jobs::Worker worker_{loops_, database_, clock_, logging::Logger(), registry_, {.beat = 1h}};

  // What a test may change before start(): what runs as the job, and what is called when a mail has been put.
  std::function<Task<jobs::Outcome>(jobs::Run&)> handle_ = [this](jobs::Run& run) { return firing_.go_off(run); };
  std::function<Task<Result<void>>(postgres::Transaction&)> on_mail_;
  std::atomic<int> mail_wakes_ = 0;
  std::atomic<bool> released_ = false;

 private:
  Task<Result<void>> queue_mail(postgres::Transaction& transaction, Uuid org, Uuid mail) {
    if (on_mail_) {
      const auto allowed = co_await on_mail_(transaction);
      if (!allowed) co_return allowed.error();
    }
    jobs::NewJob job{.org_id = org, .kind = "mail.send", .payload = to_string(mail), .queue = "waiting", .id = mail};
    const auto queued = co_await queue_.enqueue(transaction, std::move(job));
    if (!queued) co_return queued.error();
    co_return Result<void>();
  }

  Task<> put(Given given, Uuid reminder, Uuid occurrence) {
    auto transaction = co_await database_.begin();
    const auto stored = co_await transaction.execute(
        "insert into reminders (org_id, id, title, body, channel, recipient, plan, tzdata, state, next_at, version, "
        "created_at, changed_at) select $1, $2, $3, '', $4, $5, $6, '', 'active', tenstone.now(), 7, tenstone.now(), "
        "tenstone.now()",
        kOrg, reminder, given.title, given.channel.type, given.channel.to, given.plan);
    if (!stored) throw Failure(stored.error());
    const auto statement = postgres::keep_statement(
        "",
        "insert into reminder_occurrences (org_id, id, reminder_id, plan_version, due_at, snoozed) "
        "values ($1, $2, $3, 7, " +
            given.due + ", $4) returning due_at, tenstone.now()");
    const auto row = co_await transaction.execute(statement, kOrg, occurrence, reminder, given.snoozed);
    if (!row) throw Failure(row.error());
    struct When {
      Time due_at, now;
    };
    const auto when = row->one<When>();
    jobs::NewJob job{.org_id = kOrg,
                     .kind = std::string(kKind),
                     .payload = "{}",
                     .queue = std::string(kQueue),
                     .delay = std::chrono::ceil<std::chrono::milliseconds>(when->due_at - when->now),
                     .id = occurrence};
    const auto queued = co_await queue_.enqueue(transaction, std::move(job));
    if (!queued) throw Failure(queued.error());
    co_await transaction.commit();
  }

  std::chrono::seconds passed_{0};
  bool started_ = false;
};

}  // namespace tenstone::reminders
