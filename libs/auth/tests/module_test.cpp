// Auth in a program that has nothing else: one line, and what it is built on comes with it.
#include "tenstone/auth/module.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tenstone/audit/module.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::auth {
namespace {

class AuthModule : public ::testing::Test {
 protected:
  void load(service::Service& service, std::vector<std::string> more = {}) {
    std::vector<std::string> flags{"--postgres-url=" + database.url(), "--redis-url=" + testing::redis_url(),
                                   "--data=" + folder.string(), "--log-destination=stderr"};
    flags.insert(flags.end(), more.begin(), more.end());
    const auto loaded = service.load(flags);
    ASSERT_TRUE(loaded) << loaded.error().message;
  }
  const testing::TemporaryDatabase database{{}};  // the modules bring the tables
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / database.name();
};

TEST_F(AuthModule, BringsTheAuditLogsTablesAndItsOwnRoutes) {
  Module auth;
  service::Service service("members", {.postgres = true, .redis = true});
  service.add(auth);
  load(service);
  service.open();
  service.run([&]() -> Task<> {
    SignUp wanted{.email = "mia@example.com", .password = Secret<std::string>("correct horse battery")};
    const auto account = co_await auth.accounts->sign_up(std::move(wanted));
    if (!account) throw Failure(account.error());
  });
  EXPECT_EQ(database.sql("SELECT count(*)::text FROM users"), "1");
  EXPECT_NE(database.sql("SELECT count(*)::text FROM audit_log"), "0");

  struct Everything : Attempts {
    Task<Result<void>> take(Attempt) override { co_return Result<void>(); }
    Task<> give_back(Attempt) override { co_return; }
  };
  http::App app;
  EXPECT_THROW(auth.routes(app), std::logic_error) << "nothing limits guessing";
  auth.attempts = std::make_unique<Everything>();
  service.routes(app);
  std::vector<std::string> paths;
  for (const http::RouteInfo& route : app.routes()) paths.push_back(route.path);
  EXPECT_EQ(std::ranges::count(paths, "/v1/auth/login"), 1);
}

TEST_F(AuthModule, HashesAsItsSettingSays) {
  Module auth;
  service::Service service("members", {.postgres = true, .redis = true});
  service.add(auth);
  load(service, {"--auth-password-hash=bcrypt"});
  service.open();
  const auto refusal = [&](std::string password) -> Task<std::string> {
    SignUp wanted{.email = "mia@example.com", .password = Secret(std::move(password))};
    const auto account = co_await auth.accounts->sign_up(std::move(wanted));
    co_return account ? "" : account.error().code;
  };
  service.run([&]() -> Task<> {
    EXPECT_EQ(co_await refusal("members-members-1"), "password_context");
    EXPECT_EQ(co_await refusal("Seventeen grey herons stood in the shallow water, and nobody counted them."),
              "password_too_long_for_bcrypt");
    EXPECT_EQ(co_await refusal("correct horse battery"), "");
  });
  EXPECT_TRUE(database.sql("SELECT phc FROM password_credentials").starts_with("$2b$12$"));
  EXPECT_NE(service.metrics().render().find("tenstone_auth_password_hashes_total{algorithm=\"bcrypt\"} 1"),
            std::string::npos);
}

// Ten sign-ups at once: one is hashed, four wait, the others are refused. What else needs a thread does not wait for
// them.
TEST_F(AuthModule, AFloodOfSignUpsKeepsNoOtherWorkWaiting) {
  Module auth;
  service::Service service("members", {.postgres = true, .redis = true});
  service.add(auth);
  load(service, {"--auth-password-hash=bcrypt", "--runtime-loops=1", "--runtime-blocking-threads=1"});
  service.open();
  int made = 0, busy = 0;
  const auto sign_up = [&](int number) -> Task<> {
    SignUp wanted{.email = fmt::format("mia{}@example.com", number),
                  .password = Secret<std::string>("correct horse battery")};
    const auto account = co_await auth.accounts->sign_up(std::move(wanted));
    if (account) ++made;
    if (!account && account.error().is(kBusy) && account.error().retry_after == std::chrono::seconds(1)) ++busy;
  };
  const auto file_work = [] { return 42; };
  service.run([&]() -> Task<> {
    runtime::TaskGroup group{runtime::Loop::current()};
    for (int i = 0; i < 10; ++i) group.spawn(sign_up(i));
    EXPECT_EQ(co_await service.blocking().run(file_work), 42);
    EXPECT_LT(made, 4) << "the flood was still there";
    co_await group.join();
  });
  EXPECT_GE(made, 4);
  EXPECT_GE(busy, 5);
  EXPECT_EQ(made + busy, 10);
}

TEST_F(AuthModule, TheAuditLogMayBeNamedBeforeIt) {
  audit::Module audit;
  Module auth;
  service::Service service("members", {.postgres = true, .redis = true});
  service.add(audit);
  service.add(auth);
  EXPECT_EQ(&service.with<audit::Module>(), &audit);
  load(service);
  std::vector<std::string> modules;
  for (const postgres::MigrationState& step : service.migrate())
    if (modules.empty() || modules.back() != step.module) modules.emplace_back(step.module);
  EXPECT_EQ(modules, (std::vector<std::string>{"postgres", "audit", "auth"}));
}

}  // namespace
}  // namespace tenstone::auth
