// Keys that all processes of a database share.
#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::service {
namespace {

class KeyTest : public ::testing::Test {
 protected:
  void open(Service& service) const {
    const auto loaded = service.load({"--postgres-url=" + database.url(), "--data=" + (folder.path() / "data").string(),
                                      "--log-destination=stderr", "--runtime-loops=1"});
    ASSERT_TRUE(loaded) << loaded.error().message;
    service.open();
  }
  const local_services::TemporaryFolder folder;
  const bool restored = local_services::restore_database_url();
  const testing::TemporaryDatabase database{{}};
};

TEST_F(KeyTest, IsTheSameForAllProcessesAndAnotherForEachPurpose) {
  Service first("first", {.postgres = true}), second("second", {.postgres = true});
  open(first);
  open(second);
  const auto cursors = first.key("cursors");
  EXPECT_EQ(cursors.reveal().size(), 32U);
  EXPECT_EQ(second.key("cursors").reveal(), cursors.reveal());
  EXPECT_EQ(first.key("cursors").reveal(), cursors.reveal());
  EXPECT_NE(first.key("links").reveal(), cursors.reveal());
}

TEST_F(KeyTest, RefusesWhatIsNoPurposeAndAServiceWithoutPostgres) {
  Service with("with", {.postgres = true}), without("without");
  open(with);
  for (const char* purpose : {"", "Cursors", "a'b"}) EXPECT_THROW((void)with.key(purpose), std::logic_error) << purpose;
  EXPECT_THROW((void)without.key("cursors"), std::logic_error);
}

}  // namespace
}  // namespace tenstone::service
