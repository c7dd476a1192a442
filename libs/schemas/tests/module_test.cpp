// A program that serves alone, without Redis: a check is done by its own job at once, and what is old is removed.
#include "tenstone/schemas/module.hpp"

#include <csignal>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/schemas/migrations.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/reversible.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::schemas {
namespace {
using namespace std::chrono_literals;

const Uuid kMias = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");

class SchemasModule : public ::testing::Test {
 protected:
  SchemasModule() {
    service_.with<Module>();
    const auto loaded =
        service_.load({"--postgres-url=" + database_.url(), "--data=" + folder_.string(), "--http-port=0",
                       "--log-destination=stderr", "--log-level=error", "--jobs-poll=60s"});
    if (!loaded) throw Failure(loaded.error());
    service_.open();
  }
  ~SchemasModule() override { std::filesystem::remove_all(folder_); }

  Task<> upload(std::string lines) {
    auto& module = service_.with<Module>();
    const auto added = co_await module.registry->add({kMias, "user:mia"}, "number", R"({"minimum":1})");
    if (!added) throw Failure(added.error());
    Upload upload = co_await module.checks->begin(kMias, {"number", 1});
    const auto stored = co_await module.checks->add(upload, lines);
    if (!stored) throw Failure(stored.error());
    const auto check = co_await module.checks->commit(upload, "");
    if (!check) throw Failure(check.error());
  }
  bool eventually(const std::string& query, const std::string& expected) const {
    const runtime::Stopwatch watch;
    while (database_.sql(query) != expected) {
      if (watch.elapsed() > 20s) return false;
      std::this_thread::sleep_for(5ms);
    }
    return true;
  }

  const testing::TemporaryDatabase database_{{}};
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / database_.name();
  service::Service service_{"checking", {.postgres = true}};
};

// The worker looks once a minute: it must be told.
TEST_F(SchemasModule, ChecksAreDoneAtOnceAndOldOnesAreRemoved) {
  service_.run([&] { return upload("1\n0\n"); });
  database_.sql("update schema_checks set created_at = created_at - interval '8 days'");
  http::App app;
  auto ended = std::async(std::launch::async, [&] { return service_.serve(app, service::Service::Role::Alone); });
  EXPECT_TRUE(eventually("select count(*) from schema_checks", "0"));
  EXPECT_TRUE(eventually("select count(*) from jobs", "0"));
  service_.run([&] { return upload("1\n0\n\n"); });
  EXPECT_TRUE(eventually("select rows, valid, invalid from schema_checks where by_code is not null", "2|1|1"));
  raise(SIGTERM);
  EXPECT_EQ(ended.get(), 0);
}

TEST(SchemasMigrations, CanBeTakenBack) {
  EXPECT_EQ(testing::not_reversible({postgres::migrations(), audit::migrations(), jobs::migrations(), migrations()}, 3),
            std::vector<std::string>());
}

}  // namespace
}  // namespace tenstone::schemas
