#include "tenstone/audit/audit_log.hpp"

#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::audit {
namespace {
using namespace std::chrono_literals;
using testing::await;

class AuditLog : public ::testing::Test {
 protected:
  AuditLog() { loops_.start(); }
  ~AuditLog() override {
    loops_.stop();
    loops_.join();
  }
  Entry entry(const std::string& action, Uuid org) const {
    return {.org = org,
            .actor = "user:mia",
            .action = action,
            .subject = "note:1",
            .ip = "2001:DB8::1",
            .user_agent = "curl/7",
            .details = R"({"b": 1, "a": [1.50, "ü"]})"};
  }
  static Task<> append_in_transaction(postgres::Database& database, Ids& ids, Entry entry, bool commit) {
    auto transaction = co_await database.begin();
    const auto done = co_await append(transaction, ids, std::move(entry));
    EXPECT_TRUE(done);
    if (commit) co_await transaction.commit();
  }
  void add(const std::string& action, Uuid org, bool commit = true) {
    await(loops_[0], append_in_transaction(database_, ids_, entry(action, org), commit));
  }
  Verification check(Uuid org) { return await(loops_[0], verify(database_, org)); }
  // What somebody with the owner's password can do.
  void tamper(const std::string& sql) { temporary_.sql("alter table audit_log disable trigger user;" + sql); }

  testing::FakeClock clock_;
  Ids ids_{clock_};
  Uuid mine_ = ids_.next(), other_ = ids_.next();
  testing::TemporaryDatabase temporary_{{postgres::migrations(), migrations()}};
  runtime::Loops loops_{2};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
};

TEST_F(AuditLog, AChainOfManyEntriesVerifies) {
  for (int i = 0; i < 20; ++i) add("note.changed", i % 3 == 0 ? other_ : mine_);
  EXPECT_EQ(check(mine_).entries, 13);
  EXPECT_EQ(check(mine_).reason, "");
  EXPECT_EQ(check(other_).entries, 7);
  EXPECT_EQ(check(mine_).head, temporary_.sql("select encode(hash, 'hex') from audit_heads where seq = 13"));
  EXPECT_EQ(check(Uuid{}).entries, 0);
}

TEST_F(AuditLog, PagesAreJoined) {
  const auto many = [](postgres::Database& database, Ids& ids, Entry one) -> Task<> {
    auto transaction = co_await database.begin();
    for (int i = 0; i < 2005; ++i) {
      const auto done = co_await append(transaction, ids, one);
      EXPECT_TRUE(done);
    }
    co_await transaction.commit();
  };
  await(loops_[0], many(database_, ids_, entry("note.changed", mine_)));
  const auto result = check(mine_);
  EXPECT_EQ(result.entries, 2005);
  EXPECT_EQ(result.reason, "");
}

TEST_F(AuditLog, AnEntryGoesWithItsTransaction) {
  add("note.created", mine_);
  add("note.lost", mine_, false);
  add("note.changed", mine_);
  EXPECT_EQ(temporary_.sql("select string_agg(action, ' ' order by seq) from audit_log"), "note.created note.changed");
  EXPECT_EQ(check(mine_).entries, 2);
}

TEST_F(AuditLog, ParallelEntriesOfAnOrganisationFormOneChain) {
  const auto parallel = [](postgres::Database& database, Ids& ids, Entry one) -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 40; ++i) group.spawn(append_in_transaction(database, ids, one, true));
    co_await group.join();
  };
  await(loops_[0], parallel(database_, ids_, entry("note.changed", mine_)));
  const auto result = check(mine_);
  EXPECT_EQ(result.entries, 40);
  EXPECT_EQ(result.reason, "");
}

TEST_F(AuditLog, OneOrganisationDoesNotWaitForAnother) {
  const auto body = [](postgres::Database& database, Ids& ids, Entry held, Entry free) -> Task<> {
    auto holder = co_await database.begin();
    const auto first = co_await append(holder, ids, held);
    EXPECT_TRUE(first);
    co_await append_in_transaction(database, ids, free, true);  // would hang until the statement's deadline
    co_await holder.commit();
  };
  await(loops_[0], body(database_, ids_, entry("a.held", mine_), entry("a.free", other_)));
  EXPECT_EQ(check(other_).entries, 1);
}

TEST_F(AuditLog, RowsCannotBeChangedOrRemoved) {
  add("note.created", mine_);
  for (const auto* sql : {"update audit_log set actor = 'x'", "delete from audit_log", "truncate audit_log"}) {
    EXPECT_ANY_THROW(temporary_.sql(sql)) << sql;
  }
  EXPECT_EQ(check(mine_).entries, 1);
}

TEST_F(AuditLog, AChangedRowIsNamed) {
  for (int i = 0; i < 5; ++i) add("note.changed", mine_);
  tamper("update audit_log set details = '{}' where seq = 3");
  const auto result = check(mine_);
  EXPECT_EQ(result.entries, 2);
  EXPECT_EQ(result.broken_seq, 3);
  EXPECT_EQ(result.reason, "its content is not what was hashed");
}

TEST_F(AuditLog, ARemovedRowIsNamed) {
  for (int i = 0; i < 5; ++i) add("note.changed", mine_);
  tamper("delete from audit_log where seq = 2");
  EXPECT_EQ(check(mine_).broken_seq, 2);
  EXPECT_EQ(check(mine_).reason, "the row is missing");
}

TEST_F(AuditLog, ARemovedEndIsNoticed) {
  for (int i = 0; i < 5; ++i) add("note.changed", mine_);
  tamper("delete from audit_log where seq = 5");
  EXPECT_EQ(check(mine_).broken_seq, 5);
  tamper("delete from audit_heads");
  EXPECT_EQ(check(mine_).broken_seq, 1);
  EXPECT_EQ(check(mine_).reason, "there are more rows than the head counts");
}

TEST_F(AuditLog, AMonthWithoutAPartitionFallsIntoTheDefaultOne) {
  temporary_.sql(
      "create or replace function tenstone.now() returns timestamptz language sql stable as "
      "$$select timestamptz '2031-05-31 23:59:59+00'$$");
  add("note.created", mine_);
  EXPECT_EQ(temporary_.sql("select count(*) from audit_log_default"), "1");
  await(loops_[0], prepare_partitions(database_));
  add("note.changed", mine_);
  EXPECT_EQ(temporary_.sql("select count(*) from audit_log_default"), "2") << "May stays where it began";
  EXPECT_EQ(temporary_.sql("select to_regclass('audit_log_2031_06') is not null"), "t");
  EXPECT_EQ(check(mine_).entries, 2);
}

}  // namespace
}  // namespace tenstone::audit
