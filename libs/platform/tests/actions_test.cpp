#include "tenstone/platform/actions.hpp"

#include <gtest/gtest.h>

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/platform/migrations.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::platform {
namespace {
using namespace std::chrono_literals;

// Processes that share a database. They look by themselves once an hour, so what arrives was told.
class ActionsTest : public ::testing::Test {
 protected:
  struct Process {
    Process(const std::string& url, std::chrono::milliseconds look)
        : database(started(loops), {.url = url, .statement_timeout = 2s}),
          actions(loops, database, logging::Logger(), registry, files(), look) {}
    ~Process() {
      if (following) testing::await(loops[0], actions.stop());
      testing::await(loops[0], database.close(1s));
      loops.stop();
      loops.join();
    }
    static runtime::Loops& started(runtime::Loops& all) {
      all.start();
      return all;
    }
    static FixedActions files() {
      return {
          .declarations = {parse_declaration("actions/hello.yaml", "name: hello\nrun: { builtin: log }\n").value()}};
    }
    void follow() {
      following = true;
      actions.start();
    }
    // On another loop than the one that follows.
    template <class T>
    T run(Task<T> task) {
      return testing::await(loops[1], std::move(task));
    }
    Result<Actions::Change> set(std::string document, std::optional<std::string> name = std::nullopt) {
      return run(actions.set(std::move(document), std::move(name), "operator", ids));
    }
    Result<void> remove(std::string name) { return run(actions.remove(std::move(name), "operator", ids)); }
    ActionPtr find(std::string name) {
      const auto body = [](Actions& all, std::string which) -> Task<ActionPtr> { co_return all.find(which); };
      return run(body(actions, std::move(name)));
    }
    ActionPtr look_up(std::string name) {
      auto found = run(actions.look_up(std::move(name)));
      return found ? *found : nullptr;
    }

    runtime::Loops loops{2};
    metrics::Registry registry;
    SystemClock clock;
    Ids ids{clock};
    postgres::Database database;
    Actions actions;
    bool following = false;
  };
  std::unique_ptr<Process> process(std::chrono::milliseconds look = 1h) {
    return std::make_unique<Process>(database_.url(), look);
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
    return condition();
  }
  static std::string greet(int attempts = 20) {
    return R"({"name":"greet","run":{"builtin":"log"},"job":{"attempts":)" + std::to_string(attempts) + "}}";
  }
  std::string audited() {
    return database_.sql(
        "SELECT action, actor, subject, details->'before'->'job'->>'attempts', "
        "details->'after'->'job'->>'attempts' FROM audit_log ORDER BY id");
  }

  const testing::TemporaryDatabase database_{{postgres::migrations(), audit::migrations(), migrations()}};
};

TEST_F(ActionsTest, AChangeHoldsAtOnceHereAndReachesEveryProcess) {
  const auto one = process(), other = process();
  one->follow();
  other->follow();
  const auto declared = one->set(greet());
  ASSERT_TRUE(declared) << declared.error().message;
  EXPECT_TRUE(declared->created);
  EXPECT_EQ(declared->action->origin, Origin::Stored);
  ASSERT_TRUE(one->find("greet"));
  EXPECT_TRUE(eventually([&] { return other->find("greet") != nullptr; }));

  const auto changed = other->set(greet(3), "greet");
  ASSERT_TRUE(changed);
  EXPECT_FALSE(changed->created);
  EXPECT_EQ(other->find("greet")->policy.attempts, 3);
  EXPECT_TRUE(eventually([&] { return one->find("greet")->code.policy.attempts == 3; }));

  ASSERT_TRUE(one->remove("greet"));
  EXPECT_FALSE(one->find("greet"));
  EXPECT_TRUE(eventually([&] { return !other->find("greet"); }));
  EXPECT_EQ(audited(),
            "action.declared|operator|action:greet||20\naction.changed|operator|action:greet|20|3\n"
            "action.removed|operator|action:greet|3|");
}

TEST_F(ActionsTest, WhatAProcessHasNotHeardOfIsFoundWhenItIsAskedFor) {
  const auto one = process(), deaf = process();
  ASSERT_TRUE(one->set(greet()));
  EXPECT_FALSE(deaf->find("greet"));
  EXPECT_FALSE(deaf->look_up("other"));
  EXPECT_TRUE(deaf->look_up("greet"));
  EXPECT_TRUE(deaf->find("greet"));

  // A worker's two questions.
  const auto worker = process();
  const auto code = [&](std::string kind) {
    const auto body = [](Actions& all, std::string of) -> Task<bool> { co_return all.code(of) != nullptr; };
    return worker->run(body(worker->actions, std::move(kind)));
  };
  EXPECT_FALSE(code("action.greet"));
  worker->run(worker->actions.refresh());
  EXPECT_TRUE(code("action.greet"));
  EXPECT_FALSE(code("greet"));
}

TEST_F(ActionsTest, AChangeThatNobodyToldIsFoundByLooking) {
  const auto other = process(20ms);
  other->follow();
  database_.sql("UPDATE action_version SET version = 5; INSERT INTO actions VALUES ('greet', '" + greet() +
                "', now(), 'somebody')");
  EXPECT_TRUE(eventually([&] { return other->find("greet") != nullptr; }));
}

TEST_F(ActionsTest, ARefusedDeclarationChangesNothing) {
  const auto one = process();
  ASSERT_TRUE(one->set(greet()));
  EXPECT_EQ(one->set(greet(0)).error().code, "action_invalid");
  EXPECT_EQ(one->set(greet(3), "other").error().issues.front().pointer, "/name");
  EXPECT_EQ(one->set("{").error().code, "invalid_json");
  EXPECT_EQ(one->remove("other").error().code, "action_not_found");
  EXPECT_EQ(one->look_up("greet")->policy.attempts, 20);
  EXPECT_EQ(database_.sql("SELECT version FROM action_version"), "1");
  EXPECT_EQ(audited(), "action.declared|operator|action:greet||20");
}

TEST_F(ActionsTest, TheSameDeclarationAgainChangesNothing) {
  const auto one = process();
  const auto first = one->set(greet());
  const auto again = one->set(greet());
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->action->changed_at, first->action->changed_at);
  EXPECT_EQ(database_.sql("SELECT version FROM action_version"), "1");
  EXPECT_EQ(audited(), "action.declared|operator|action:greet||20");
}

TEST_F(ActionsTest, AFilesActionIsTheFilesAlone) {
  const auto one = process();
  for (const auto& refused : {one->set(R"({"name":"hello","run":{"builtin":"flaky"}})").error(),
                              one->set(R"({"name":"hello"})", "hello").error(), one->remove("hello").error()}) {
    EXPECT_EQ(refused.code, "action_in_file");
    EXPECT_EQ(refused.message, "hello is declared by actions/hello.yaml: change that file");
  }
  EXPECT_EQ(std::get<Builtin>(one->look_up("hello")->run).name, "log");
  EXPECT_EQ(database_.sql("SELECT count(*) FROM actions"), "0");
}

TEST_F(ActionsTest, ChangesThatComeAtOnceAreOneAfterTheOther) {
  const auto one = process(), other = process();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 10; ++i)
    threads.emplace_back([&, i] { EXPECT_TRUE((i % 2 == 0 ? one : other)->set(greet(i + 1))); });
  threads.clear();
  EXPECT_EQ(database_.sql("SELECT version FROM action_version"), "10");
  EXPECT_EQ(database_.sql("SELECT count(*) FROM audit_log WHERE action = 'action.declared'"), "1");
  EXPECT_EQ(database_.sql("SELECT count(*) FROM audit_log WHERE action = 'action.changed'"), "9");
  testing::await(one->loops[0], one->actions.refresh());
  EXPECT_EQ(std::to_string(one->find("greet")->policy.attempts),
            database_.sql("SELECT document::jsonb->'job'->>'attempts' FROM actions"));
  EXPECT_EQ(testing::await(one->loops[0], audit::seal(one->database)), 10);
  EXPECT_EQ(testing::await(one->loops[0], audit::verify(one->database, {})).entries, 10);
}

TEST_F(ActionsTest, ThereAreOnlySoMany) {
  const auto one = process();
  database_.sql("INSERT INTO actions SELECT 'a-' || n, replace('" + greet() +
                "', 'greet', 'a-' || n), now(), 'x' FROM generate_series(1, 999) n");
  ASSERT_TRUE(one->set(greet()));
  EXPECT_EQ(one->set(R"({"name":"more","run":{"builtin":"log"}})").error().code, "too_many_actions");
  EXPECT_TRUE(one->set(greet(3)));
  const auto all = [](Actions& of) -> Task<std::size_t> { co_return of.all().size(); };
  EXPECT_EQ(one->run(all(one->actions)), 1001U);
}

TEST_F(ActionsTest, WithoutPostgresWhatIsKnownHoldsAndNothingIsChanged) {
  Process alone("postgresql:///x?host=/no/such/folder", 20ms);
  alone.follow();
  EXPECT_TRUE(alone.find("hello"));
  EXPECT_TRUE(alone.look_up("hello"));
  EXPECT_THROW((void)alone.look_up("greet"), Failure);
  EXPECT_THROW((void)alone.set(greet()), Failure);
}

}  // namespace
}  // namespace tenstone::platform
