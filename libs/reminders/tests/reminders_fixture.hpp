// The store on a database of its own, with the queue and the endpoints that it needs. No worker: a test says by SQL
// that an occurrence has gone off.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/reminders/migrations.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/migrations.hpp"

namespace tenstone::reminders {

using namespace std::chrono_literals;

// Endpoints are made and found here; nothing is sent to them.
class NoWork final : public webhooks::Work {
 public:
  Task<Result<std::vector<Uuid>>> enqueue(postgres::Transaction&, std::vector<webhooks::WorkItem>) override {
    refuse();
  }
  Task<Result<std::vector<Uuid>>> enqueue_and_commit(postgres::Transaction&, std::vector<webhooks::WorkItem>) override {
    refuse();
  }
  void wake() override { refuse(); }
  Task<std::vector<webhooks::WorkState>> states(Uuid, std::vector<Uuid>) override { refuse(); }
  Task<Result<void>> again(postgres::Transaction&, Uuid, Uuid) override { refuse(); }
  Task<std::vector<Uuid>> failed(Uuid, webhooks::WorkKind, std::optional<Uuid>, std::size_t) override { refuse(); }

 private:
  [[noreturn]] static void refuse() { throw std::logic_error("no webhook is sent in these tests"); }
};

class RemindersTest : public ::testing::Test {
 protected:
  RemindersTest() { loops_.start(); }
  ~RemindersTest() override {
    run(database_.close(2s));
    loops_.stop();
    loops_.join();
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  std::string sql(const std::string& text) const { return temporary_.sql(text); }
  std::string of(const std::string& what, const Uuid& reminder) const {
    return sql("select " + what + " from reminders where id = '" + to_string(reminder) + "'");
  }
  // due_at and what became of it, in order: "15:00 gone off, 16:00 snoozed pending".
  std::string times(const Uuid& reminder) const {
    return sql(
        "select string_agg(to_char(due_at at time zone 'UTC', 'HH24:MI') || case when snoozed then ' snoozed' else '' "
        "end || case when cancelled_at is not null then ' cancelled' when fired_at is not null then ' gone off' when "
        "missed then ' missed' else ' pending' end || case when acknowledged_at is not null then ' acknowledged' else "
        "'' end, ', ' order by due_at, id) from reminder_occurrences where reminder_id = '" +
        to_string(reminder) + "'");
  }
  // When the jobs run.
  std::string jobs() const {
    return sql(
        "select coalesce(string_agg(to_char(run_at at time zone 'UTC', 'HH24:MI'), ', ' order by run_at), '') "
        "from jobs");
  }
  // tenstone.now() stands still there.
  void time_is(std::string_view text) {
    sql("create or replace function tenstone.now() returns timestamptz language sql stable as 'select ''" +
        std::string(text) + "''::timestamptz'");
  }

  static When when(std::string_view json) { return validation::parse_json<When>(json).value(); }
  static When once(std::string_view due_at) { return {.due_at = parse_rfc3339(due_at)}; }
  static NewReminder tea(When when) { return {.title = "Tea", .channel = {}, .when = std::move(when)}; }
  static std::vector<NewReminder> only(NewReminder one) {
    std::vector<NewReminder> all;
    all.push_back(std::move(one));
    return all;
  }
  Reminder add(NewReminder reminder) {
    auto made = run(reminders_.create(kOrg, only(std::move(reminder)), "req-1"));
    if (!made) throw Failure(made.error());
    return std::move(made->front());
  }
  Reminder add(std::string_view due_at) { return add(tea(once(due_at))); }
  Reminder find(const Uuid& id) { return run(reminders_.find(kOrg, id)).value(); }
  std::string refusal(NewReminder reminder) {
    const auto made = run(reminders_.create(kOrg, only(std::move(reminder)), {}));
    return made ? "made" : made.error().code;
  }
  Result<Reminder> change(const Uuid& id, ChangeReminder wanted, std::int64_t seen) {
    return run(reminders_.change(
        kOrg, id, std::move(wanted), [seen](std::int64_t version) { return version == seen; }, "req-2"));
  }

  // What is due goes off and is handed over, as Firing does it, but that a rule has no next time after it.
  static std::string going_off(const Uuid& reminder) {
    const std::string id = "'" + to_string(reminder) + "'";
    return "update reminder_occurrences set fired_at = tenstone.now(), handed_over = true where reminder_id = " + id +
           " and ended_at is null and due_at <= tenstone.now();"
           "update reminders r set version = version + 1, gone_off_at = tenstone.now(), changed_at = tenstone.now(), "
           "unacknowledged = true, next_at = coming.next, state = case when coming.next is null then 'completed' else "
           "'active' end from (select min(due_at) as next from reminder_occurrences where reminder_id = " +
           id + " and ended_at is null) coming where id = " + id;
  }
  void goes_off(const Uuid& reminder) {
    sql(going_off(reminder) + "; delete from jobs where run_at <= tenstone.now()");
  }
  Uuid add_endpoint() {
    webhooks::NewEndpoint wanted{.url = "https://example.com/hooks"};
    return run(endpoints_.create(std::move(wanted), {kOrg, "user:olaf"})).value().endpoint.id;
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  static inline const Uuid kOrg = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");
  static inline const Uuid kOther = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");

  const testing::TemporaryDatabase temporary_{
      {postgres::migrations(), audit::migrations(), jobs::migrations(), webhooks::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  metrics::Registry registry_;
  runtime::Loops loops_{2};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
  std::mutex woken_mutex_;
  std::vector<std::chrono::milliseconds> woken_;  // the delays, as the queue was told them
  jobs::Queue queue_{loops_,
                     database_,
                     ids_,
                     registry_,
                     [this](std::string_view) { wake(0ms); },
                     [this](std::string_view, std::chrono::milliseconds in) { wake(in); }};
  jobs::Reader reader_{database_};
  NoWork work_;
  webhooks::Secrets secrets_{Secret<std::string>(std::string(32, 'k')), ids_};
  webhooks::Outgoing outgoing_{database_, ids_, clock_, work_};
  webhooks::Endpoints endpoints_{database_, ids_, secrets_, outgoing_, {}};
  Reminders reminders_{database_, ids_, queue_, reader_, endpoints_};

 private:
  void wake(std::chrono::milliseconds in) {
    const std::scoped_lock lock(woken_mutex_);
    woken_.push_back(in);
  }
};

}  // namespace tenstone::reminders
