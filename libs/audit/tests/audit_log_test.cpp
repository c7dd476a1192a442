#include "tenstone/audit/audit_log.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/audit/chain.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/postgres/blocking_connection.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::audit {
namespace {
using namespace std::chrono_literals;
using testing::await;

const std::string kActionsInOrder = R"(
  select string_agg(action, ' ' order by first_seq + n) from audit_seals s
  cross join unnest(s.ids) with ordinality as e(id, n) join audit_log using (id))";

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
  static Task<> seal_once(postgres::Database& database) { (void)co_await seal(database); }
  void add(const std::string& action, Uuid org, bool commit = true) {
    await(loops_[0], append_in_transaction(database_, ids_, entry(action, org), commit));
  }
  std::optional<std::int64_t> seal_all() { return await(loops_[0], seal(database_)); }
  Verification check(Uuid org) { return await(loops_[0], verify(database_, org)); }
  Verification sealed(Uuid org) {
    seal_all();
    return check(org);
  }
  // What the server says against it; "" when it does it.
  std::string refusal(const std::string& sql) {
    try {
      temporary_.sql(sql);
      return "";
    } catch (const std::exception& refused) {
      return refused.what();
    }
  }
  // What somebody with the owner's password can do.
  void tamper(const std::string& sql) {
    temporary_.sql("alter table audit_log disable trigger user; alter table audit_seals disable trigger user;" + sql);
  }

  testing::FakeClock clock_;
  Ids ids_{clock_};
  Uuid mine_ = ids_.next(), other_ = ids_.next();
  testing::TemporaryDatabase temporary_{{postgres::migrations(), migrations()}};
  runtime::Loops loops_{2};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
};

TEST_F(AuditLog, AChainOfManyEntriesVerifies) {
  for (int i = 0; i < 20; ++i) add("note.changed", i % 3 == 0 ? other_ : mine_);
  EXPECT_EQ(seal_all(), 20);
  EXPECT_EQ(check(mine_).entries, 13);
  EXPECT_EQ(check(mine_).reason, "");
  EXPECT_EQ(check(mine_).waiting, 0);
  EXPECT_EQ(check(other_).entries, 7);
  EXPECT_EQ(check(mine_).head, temporary_.sql("select encode(hashes[13], 'hex') from audit_seals where org_id = '" +
                                              to_string(mine_) + "'"));
  EXPECT_EQ(check(Uuid{}).entries, 0);
  EXPECT_EQ(await(loops_[0], chains(database_)), (std::vector{mine_, other_}));
}

TEST_F(AuditLog, PagesAndSealsAreJoined) {
  const auto many = [](postgres::Database& database, Ids& ids, Entry one) -> Task<> {
    auto transaction = co_await database.begin();
    const auto done = co_await append(transaction, ids, std::vector(2005, one));
    EXPECT_TRUE(done);
    co_await transaction.commit();
  };
  await(loops_[0], many(database_, ids_, entry("note.changed", mine_)));
  EXPECT_EQ(seal_all(), 2005);
  add("note.last", mine_);
  const auto result = sealed(mine_);
  EXPECT_EQ(result.entries, 2006);
  EXPECT_EQ(result.reason, "");
  EXPECT_EQ(temporary_.sql("select count(*), max(cardinality(ids)) from audit_seals"), "12|200");
}

TEST_F(AuditLog, AnEntryGoesWithItsTransaction) {
  add("note.created", mine_);
  add("note.lost", mine_, false);
  add("note.changed", mine_);
  EXPECT_EQ(temporary_.sql("select string_agg(action, ' ' order by id) from audit_log"), "note.created note.changed");
  EXPECT_EQ(sealed(mine_).entries, 2);
}

TEST_F(AuditLog, AnEntryWaitsUntilItIsSealed) {
  add("note.created", mine_);
  const auto before = check(mine_);
  EXPECT_EQ(before.entries, 0);
  EXPECT_EQ(before.waiting, 1);
  EXPECT_EQ(
      to_rfc3339(before.waiting_since.value()),
      temporary_.sql("set timezone = 'UTC'; select to_char(at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from audit_log"));
  EXPECT_EQ(before.reason, "");
  const auto after = sealed(mine_);
  EXPECT_EQ(after.entries, 1);
  EXPECT_EQ(after.waiting, 0);
  EXPECT_EQ(after.waiting_since, std::nullopt);
  EXPECT_EQ(seal_all(), 0);
}

TEST_F(AuditLog, ParallelEntriesOfAnOrganisationFormOneChain) {
  const auto parallel = [](postgres::Database& database, Ids& ids, Entry one) -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 40; ++i) {
      group.spawn(append_in_transaction(database, ids, one, true));
      if (i % 10 == 0) group.spawn(seal_once(database));
    }
    co_await group.join();
  };
  await(loops_[0], parallel(database_, ids_, entry("note.changed", mine_)));
  const auto result = sealed(mine_);
  EXPECT_EQ(result.entries, 40);
  EXPECT_EQ(result.reason, "");
}

// Two transactions of one organisation, both open: the second commits first, and is sealed first.
TEST_F(AuditLog, WritersDoNotWaitAndNumbersFollowTheCommits) {
  const auto body = [](postgres::Database& database, Ids& ids, Entry early, Entry late) -> Task<> {
    auto holder = co_await database.begin();
    const auto first = co_await append(holder, ids, early);
    EXPECT_TRUE(first);
    co_await append_in_transaction(database, ids, late, true);  // would hang until the statement's deadline
    EXPECT_EQ(co_await seal(database), 1);
    co_await holder.commit();
    EXPECT_EQ(co_await seal(database), 1);
  };
  await(loops_[0], body(database_, ids_, entry("began.first", mine_), entry("committed.first", mine_)));
  EXPECT_EQ(temporary_.sql(kActionsInOrder), "committed.first began.first");
  EXPECT_EQ(check(mine_).entries, 2);
  EXPECT_EQ(check(mine_).reason, "");
}

TEST_F(AuditLog, OneSealerAtATime) {
  add("note.created", mine_);
  const auto body = [](postgres::Database& database) -> Task<> {
    auto other = co_await database.begin();
    const auto locked = co_await other.execute("select pg_advisory_xact_lock(hashtext('tenstone.audit_seal'))");
    EXPECT_TRUE(locked);
    EXPECT_EQ(co_await seal(database), std::nullopt);
  };
  await(loops_[0], body(database_));
  EXPECT_EQ(seal_all(), 1);
}

// The database is restored into a cluster whose transactions have lower numbers.
TEST_F(AuditLog, ARestoredChainGoesOn) {
  add("sealed.before", mine_);
  seal_all();
  add("waited.before", mine_);
  tamper(R"(alter table audit_epochs disable trigger user;
            update audit_epochs set cluster = 7;
            update audit_log set position = position + 1000000000;
            update audit_seals set seen_until = seen_until + 1000000000)");
  add("written.after", mine_);
  EXPECT_EQ(seal_all(), 2);
  add("written.later", mine_);
  EXPECT_EQ(seal_all(), 1);
  EXPECT_EQ(temporary_.sql(kActionsInOrder), "sealed.before waited.before written.after written.later");
  EXPECT_EQ(check(mine_).entries, 4);
  EXPECT_EQ(check(mine_).reason, "");
  EXPECT_EQ(temporary_.sql("select count(*) from audit_epochs"), "2");
}

TEST_F(AuditLog, NothingWrittenCanBeChangedOrRemoved) {
  add("note.created", mine_);
  seal_all();
  const std::string partition = temporary_.sql("select tableoid::regclass from audit_log");
  ASSERT_NE(partition, "audit_log");
  for (const std::string& table : {std::string("audit_log"), partition, std::string("audit_log_default"),
                                   std::string("audit_seals"), std::string("audit_epochs")}) {
    const std::string column = table == "audit_seals" ? "number" : table == "audit_epochs" ? "base" : "position";
    for (const std::string& sql : {"update " + table + " set " + column + " = default", "delete from " + table,
                                   "truncate " + table, "truncate " + table + " cascade"}) {
      if (table == "audit_log_default" && !sql.starts_with("truncate")) continue;  // it has no row
      EXPECT_THAT(refusal(sql), ::testing::HasSubstr("is insert-only")) << sql;
    }
  }
  EXPECT_EQ(check(mine_).entries, 1);
}

TEST_F(AuditLog, AChangedEntryIsNamed) {
  for (int i = 0; i < 5; ++i) add("note.changed" + std::to_string(i), mine_);
  seal_all();
  tamper("update audit_log set details = '{}' where action = 'note.changed2'");
  const auto result = check(mine_);
  EXPECT_EQ(result.entries, 2);
  EXPECT_EQ(result.broken_seq, 3);
  EXPECT_EQ(result.reason, "its content or its place is not what was sealed");
}

TEST_F(AuditLog, ARemovedEntryIsNamed) {
  for (int i = 0; i < 5; ++i) add("note.changed" + std::to_string(i), mine_);
  seal_all();
  tamper("delete from audit_log where action = 'note.changed4'");
  EXPECT_EQ(check(mine_).broken_seq, 5);
  EXPECT_EQ(check(mine_).reason, "the entry is missing");
}

TEST_F(AuditLog, ARemovedSealIsNoticed) {
  for (int i = 0; i < 3; ++i) {
    add("note.changed", mine_);
    seal_all();
  }
  tamper("delete from audit_seals where first_seq = 2");
  EXPECT_EQ(check(mine_).broken_seq, 2);
  EXPECT_EQ(check(mine_).reason, "a seal is missing");
}

TEST_F(AuditLog, AnEntrySlippedInBehindTheSealerIsNoticed) {
  add("note.created", mine_);
  seal_all();
  temporary_.sql(
      "insert into audit_log (org_id, id, at, actor, action, subject, details, position) select org_id, "
      "gen_random_uuid(), at, actor, 'note.forged', subject, details, position from audit_log");
  EXPECT_EQ(check(mine_).broken_seq, 2);
  EXPECT_EQ(check(mine_).reason, "there are entries that no sealer has seen");
}

// A chain of the time when each entry was hashed under the lock of a head.
TEST_F(AuditLog, AnOlderChainIsKeptAndSoIsTheWayBack) {
  const testing::TemporaryDatabase older{{postgres::migrations(), migrations().first(1)}};
  std::string last = first_prev_hash();
  for (int seq = 1; seq <= 3; ++seq) {
    const Row row{.org = mine_,
                  .seq = seq,
                  .at = std::chrono::sys_days(std::chrono::year(2020) / 1 / seq),
                  .id = ids_.next(),
                  .actor = "user:mia",
                  .action = "note.changed",
                  .subject = "note:1",
                  .ip = {},
                  .user_agent = {},
                  .session_ref = {},
                  .details = "{}"};
    const std::string hash = hash_of(row, last);
    older.sql(
        fmt::format("insert into audit_log values ('{}', {}, '{}', '{}', 'user:mia', 'note.changed', 'note:1', "
                    "null, null, null, '{{}}', '\\x{}', '\\x{}')",
                    to_string(mine_), seq, to_rfc3339(row.at), to_string(row.id), to_hex(last), to_hex(hash)));
    last = hash;
  }
  const postgres::Modules modules{postgres::migrations(), migrations()};
  ASSERT_TRUE(postgres::migrate(older.url(), modules, 10s));
  postgres::Database database(loops_, {.url = older.url()});
  await(loops_[0], append_in_transaction(database, ids_, entry("note.last", mine_), true));
  EXPECT_EQ(await(loops_[0], seal(database)), 1);
  const auto result = await(loops_[0], verify(database, mine_));
  EXPECT_EQ(result.entries, 4);
  EXPECT_EQ(result.reason, "");
  await(loops_[0], database.close(1s));

  ASSERT_TRUE(postgres::migrate_down(older.url(), modules, "audit", static_cast<int>(migrations().size()) - 1, 10s));
  EXPECT_EQ(older.sql("select seq, tableoid::regclass = 'audit_log_default'::regclass from audit_log order by seq"),
            "1|t\n2|t\n3|t\n4|f");
  ASSERT_TRUE(postgres::migrate(older.url(), modules, 10s));
  postgres::Database newer(loops_, {.url = older.url()});
  const auto again = await(loops_[0], verify(newer, mine_));
  EXPECT_EQ(again.head, result.head);
  EXPECT_EQ(again.reason, "");
  await(loops_[0], newer.close(1s));
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
  EXPECT_EQ(sealed(mine_).entries, 2);
  EXPECT_EQ(check(mine_).reason, "");
}

// A backup reads for hours. What waits for it must not stand before those who write.
TEST_F(AuditLog, AMonthIsMadeBesideAReaderOfTheLog) {
  auto reader = postgres::BlockingConnection::open(temporary_.url(), 5s, "reader");
  ASSERT_TRUE(reader);
  ASSERT_TRUE(reader->execute("begin; lock table only tenstone.audit_log in access share mode"));
  const std::string make = "set statement_timeout = '10s'; select audit_make_partition('2031-05-01 00:00+00')";
  EXPECT_EQ(refusal(make), "");
  EXPECT_EQ(temporary_.sql("select to_regclass('audit_log_2031_05') is not null"), "t");
}

TEST_F(AuditLog, AMonthGivesUpBehindAReaderOfAllPartitionsAndEntriesPassOneThatIsMade) {
  auto other = postgres::BlockingConnection::open(temporary_.url(), 5s, "other");
  ASSERT_TRUE(other);
  ASSERT_TRUE(other->execute("begin; lock table tenstone.audit_log in access share mode"));
  const std::string make = "set search_path = tenstone; select audit_make_partition('2031-05-01 00:00+00')";
  EXPECT_THAT(refusal(make), ::testing::HasSubstr("lock timeout"));
  ASSERT_TRUE(other->execute("rollback"));
  ASSERT_TRUE(other->execute("begin; " + make));  // and it keeps its locks
  add("note.created", mine_);
  ASSERT_TRUE(other->execute("commit"));
  EXPECT_EQ(temporary_.sql("select count(*) from audit_log"), "1");
}

}  // namespace
}  // namespace tenstone::audit
