#include "tenstone/idempotency/module.hpp"

#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/idempotency/migrations.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/reversible.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::idempotency {
namespace {

TEST(Module, BringsItsTableAndRemovesWhatHasExpired) {
  const testing::TemporaryDatabase database{{}};
  Module module;
  service::Service service("sample", {.postgres = true});
  service.add(module);
  const auto data = std::filesystem::temp_directory_path() / database.name();
  const auto loaded =
      service.load({"--postgres-url=" + database.url(), "--data=" + data.string(), "--log-destination=stderr"});
  ASSERT_TRUE(loaded) << loaded.error().message;
  service.open();
  ASSERT_NE(module.runner, nullptr);
  database.sql(R"(
    insert into idempotency_keys (org_id, user_id, operation, key, status, expires_at, fingerprint, headers, body)
    select u, u, 'POST /', 'k', 201, tenstone.now(), sha256(''), '', '' from gen_random_uuid() u)");
  service.run([&]() -> Task<> {
    module.serving();
    co_return;
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (database.sql("select count(*) from idempotency_keys") != "0" && std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
  EXPECT_EQ(database.sql("select count(*) from idempotency_keys"), "0");
  service.run([&]() -> Task<> { EXPECT_TRUE(co_await module.drain()); });
}

TEST(IdempotencyMigrations, CanBeTakenBack) {
  EXPECT_EQ(testing::not_reversible({postgres::migrations(), migrations()}, 1), std::vector<std::string>());
}

}  // namespace
}  // namespace tenstone::idempotency
