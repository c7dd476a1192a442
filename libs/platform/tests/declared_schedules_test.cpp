#include "../src/declared_schedules.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/auth/migrations.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/platform/migrations.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::platform {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;

class DeclaredSchedulesTest : public ::testing::Test {
 protected:
  // A worker that has started with these files.
  struct Worker {
    Worker(DeclaredSchedulesTest& test, std::vector<Declaration> files)
        : actions(test.loops_, test.database_, logging::Logger(), test.registry_, {.declarations = std::move(files)}),
          schedules(test.database_, test.ids_, test.queue_, test.rows_, actions),
          declared(test.database_, test.rows_, schedules, actions, logging::Logger()) {}

    Actions actions;
    ActionSchedules schedules;
    DeclaredSchedules declared;
  };

  DeclaredSchedulesTest() { loops_.start(); }
  void TearDown() override {
    run(database_.close(1s));
    loops_.stop();
    loops_.join();
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }

  static Declaration file(std::string_view cron = "0 7 * * *", std::string_view as = "olaf@example.com",
                          std::string_view name = "report") {
    return parse_declaration(fmt::format("actions/{}.yaml", name),
                             fmt::format("name: {}\nrun: {{ builtin: echo }}\n"
                                         "schedule: {{ cron: \"{}\", zone: Europe/Riga, as: {} }}\n",
                                         name, cron, as))
        .value();
  }
  static Declaration without_schedule() {
    return parse_declaration("actions/report.yaml", "name: report\nrun: { builtin: echo }\n").value();
  }
  Worker& worker(std::vector<Declaration> files) {
    return *workers_.emplace_back(std::make_unique<Worker>(*this, std::move(files)));
  }
  bool apply(std::vector<Declaration> files) { return run(worker(std::move(files)).declared.apply()); }

  Requester account(const std::string& email) {
    const auto body = [](DeclaredSchedulesTest* test, std::string text) -> Task<Requester> {
      auto transaction = co_await test->database_.begin();
      const auto user = co_await auth::create_user(transaction, test->ids_, auth::parse_email(text).value());
      const auto org = co_await auth::create_organisation(transaction, test->ids_, "Of " + text, *user, auth::Actor());
      co_await transaction.commit();
      co_return Requester{.org = *org, .actor = "user:" + to_string(*user), .user = *user};
    };
    return run(body(this, email));
  }
  // As a member makes it.
  ActionSchedule by_api(std::string cron = "0 8 * * *") {
    return {.name = "report",
            .action = "report",
            .rule = {*recurrence::Cron::parse(cron), *recurrence::Zone::find("Europe/Riga"), {}}};
  }
  std::optional<jobs::ScheduleView> view(const Requester& of) { return run(rows_.find(of.org, "report")); }
  std::string audited() {
    return temporary_.sql("SELECT action, actor, subject FROM audit_log WHERE subject LIKE 'schedule:%' ORDER BY id");
  }

  const testing::TemporaryDatabase temporary_{
      {postgres::migrations(), audit::migrations(), auth::migrations(), jobs::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  metrics::Registry registry_;
  runtime::Loops loops_{1};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
  jobs::Queue queue_{loops_, database_, ids_, registry_, [](std::string_view) {}};
  jobs::Schedules rows_{database_, ids_, queue_};
  std::vector<std::unique_ptr<Worker>> workers_;
};

const web::IfMatch kAnyVersion{.any = true, .versions = {}};

TEST_F(DeclaredSchedulesTest, AreMadeOnceForThePersonWhomTheyName) {
  const Requester olaf = account("olaf@example.com"), mia = account("mia@example.com");
  EXPECT_TRUE(apply({file()}));
  EXPECT_TRUE(apply({file()}));
  const auto made = view(olaf);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->declared);
  EXPECT_EQ(made->revision, 1);
  EXPECT_THAT(made->payload, HasSubstr(to_string(olaf.user)));
  EXPECT_FALSE(view(mia));
  EXPECT_EQ(audited(), "schedule.set|operator|schedule:report");
}

TEST_F(DeclaredSchedulesTest, FollowTheFileOfTheNextStart) {
  const Requester olaf = account("olaf@example.com");
  EXPECT_TRUE(apply({file()}));
  const auto before = view(olaf);
  EXPECT_TRUE(apply({file("0 9 * * *")}));
  const auto after = view(olaf);
  EXPECT_EQ(after->id, before->id);
  EXPECT_NE(after->next_at, before->next_at);
  EXPECT_TRUE(apply({without_schedule()}));
  EXPECT_FALSE(view(olaf));
  EXPECT_EQ(audited(),
            "schedule.set|operator|schedule:report\nschedule.set|operator|schedule:report\n"
            "schedule.removed|operator|schedule:report");
}

TEST_F(DeclaredSchedulesTest, StayPausedOverAStartAndAChange) {
  const Requester olaf = account("olaf@example.com");
  EXPECT_TRUE(apply({file()}));
  ASSERT_TRUE(run(workers_.front()->schedules.pause(olaf, "report", kAnyVersion)));
  EXPECT_TRUE(apply({file()}));
  EXPECT_TRUE(view(olaf)->paused_at);
  EXPECT_TRUE(apply({file("0 9 * * *")}));
  EXPECT_TRUE(view(olaf)->paused_at);
}

TEST_F(DeclaredSchedulesTest, MoveToAnotherOrganisationWithTheirPerson) {
  const Requester olaf = account("olaf@example.com"), mia = account("mia@example.com");
  EXPECT_TRUE(apply({file()}));
  EXPECT_TRUE(apply({file("0 7 * * *", "mia@example.com")}));
  EXPECT_FALSE(view(olaf));
  EXPECT_TRUE(view(mia));
}

TEST_F(DeclaredSchedulesTest, WaitForTheAccountAndHoldUpNobody) {
  const Requester olaf = account("olaf@example.com");
  Worker& one = worker({file("0 7 * * *", "late@example.com", "early"), file()});
  EXPECT_FALSE(run(one.declared.apply()));
  EXPECT_TRUE(view(olaf));
  const Requester late = account("late@example.com");
  EXPECT_TRUE(run(one.declared.apply()));
  EXPECT_TRUE(run(rows_.find(late.org, "early")));
}

TEST_F(DeclaredSchedulesTest, LeaveAloneWhatAMemberMade) {
  const Requester olaf = account("olaf@example.com");
  Worker& one = worker({file()});
  ASSERT_TRUE(run(one.schedules.put(olaf, by_api(), std::nullopt)));
  EXPECT_FALSE(run(one.declared.apply()));
  EXPECT_FALSE(view(olaf)->declared);
  EXPECT_THAT(view(olaf)->rule, HasSubstr("0 8 * * *"));
  const auto refused = run(one.schedules.declare(olaf, by_api("0 7 * * *")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "schedule_name_taken");
  EXPECT_THAT(refused.error().message, HasSubstr("report"));
  EXPECT_TRUE(apply({without_schedule()}));  // nor are they removed
  EXPECT_TRUE(view(olaf));
  ASSERT_TRUE(run(one.schedules.remove(olaf, "report", kAnyVersion)));
  EXPECT_TRUE(run(one.declared.apply()));
  EXPECT_TRUE(view(olaf)->declared);
}

TEST_F(DeclaredSchedulesTest, AreChangedAndRemovedInTheFileAlone) {
  const Requester olaf = account("olaf@example.com");
  EXPECT_TRUE(apply({file()}));
  ActionSchedules& schedules = workers_.front()->schedules;
  EXPECT_EQ(run(schedules.put(olaf, by_api(), kAnyVersion)).error().code, "schedule_declared");
  EXPECT_EQ(run(schedules.put(olaf, by_api(), std::nullopt)).error().code, "schedule_declared");
  EXPECT_EQ(run(schedules.remove(olaf, "report", kAnyVersion)).error().code, "schedule_declared");
  EXPECT_TRUE(run(schedules.run(olaf, "report")));
  EXPECT_EQ(view(olaf)->revision, 1);
}

TEST_F(DeclaredSchedulesTest, AChangeIsOfTheVersionThatWasSeen) {
  const Requester olaf = account("olaf@example.com");
  ActionSchedules& schedules = worker({without_schedule()}).schedules;
  const auto at_version = [](std::int64_t version) { return web::IfMatch{.versions = {version}}; };
  EXPECT_EQ(run(schedules.put(olaf, by_api(), kAnyVersion)).error().code, "version_conflict");
  EXPECT_TRUE(run(schedules.put(olaf, by_api(), std::nullopt)).value());
  EXPECT_EQ(run(schedules.put(olaf, by_api(), std::nullopt)).error().code, "precondition_required");
  const std::int64_t first = version_of(*view(olaf));
  // What a worker writes gives another ETag, and no conflict.
  temporary_.sql("UPDATE schedules SET last_at = next_at, next_at = next_at + interval '1 day'");
  EXPECT_NE(version_of(*view(olaf)), first);
  EXPECT_FALSE(run(schedules.put(olaf, by_api("0 9 * * *"), at_version(first))).value());
  EXPECT_EQ(run(schedules.put(olaf, by_api(), at_version(first))).error().code, "version_conflict");
  EXPECT_EQ(run(schedules.pause(olaf, "report", at_version(first))).error().code, "version_conflict");
  EXPECT_EQ(run(schedules.resume(olaf, "report", at_version(first))).error().code, "version_conflict");
  EXPECT_EQ(run(schedules.remove(olaf, "report", at_version(first))).error().code, "version_conflict");
  EXPECT_FALSE(view(olaf)->paused_at);
  ASSERT_TRUE(run(schedules.pause(olaf, "report", at_version(version_of(*view(olaf))))));
  EXPECT_TRUE(view(olaf)->paused_at);
  ASSERT_TRUE(run(schedules.remove(olaf, "report", at_version(version_of(*view(olaf))))));
  EXPECT_EQ(run(schedules.pause(olaf, "report", kAnyVersion)).error().code, "schedule_not_found");
}

}  // namespace
}  // namespace tenstone::platform
