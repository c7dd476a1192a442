#include "tenstone/webhooks/module.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "kept_work.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "tenstone/webhooks/receiver.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {
namespace {

class ModuleTest : public ::testing::Test {
 protected:
  ModuleTest() {
    const auto loaded =
        service_.load({"--postgres-url=" + database_.url(), "--log-destination=stderr", "--log-level=error",
                       "--webhooks-inbox-for=1h", "--data=" + ::testing::TempDir() + database_.name()});
    if (!loaded) throw Failure(loaded.error());
  }
  const testing::TemporaryDatabase database_{{}};
  service::Service service_{"hooks", {.postgres = true}};
  Module& module_ = service_.with<Module>();
};

TEST_F(ModuleTest, DoesNotStartWhenNobodyWorks) { EXPECT_THROW(service_.open(), std::logic_error); }

TEST_F(ModuleTest, RemovesWhatHasExpired) {
  const SystemClock clock;
  Ids ids(clock);
  runtime::Loops loops(1);
  postgres::Database other(loops, {.url = database_.url()});
  KeptWork work(other, ids);
  module_.connect(work);
  service_.open();
  database_.sql(
      "insert into webhook_inbox select u, u, 's', 'e', '', '', '{}', tenstone.now() - interval '61 minutes', u from "
      "gen_random_uuid() u; insert into webhook_secrets values (gen_random_uuid(), gen_random_uuid(), "
      "gen_random_uuid(), '', tenstone.now(), tenstone.now() - interval '2 days')");
  service_.run([&]() -> Task<> {
    module_.serving();
    co_return;
  });
  const std::string left = "select (select count(*) from webhook_inbox) + (select count(*) from webhook_secrets)";
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (database_.sql(left) != "0" && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  EXPECT_EQ(database_.sql(left), "0");
  service_.run([&]() -> Task<> { EXPECT_TRUE(co_await module_.drain()); });
}

}  // namespace
}  // namespace tenstone::webhooks
