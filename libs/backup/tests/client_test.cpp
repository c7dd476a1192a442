#include "tenstone/backup/client.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "tenstone/backup/run_errors.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::backup {
namespace {
namespace fs = std::filesystem;

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() { fs::create_directories(folder_); }
  ~ClientTest() override { fs::remove_all(folder_); }
  void install(const std::string& version, std::initializer_list<const char*> programs) const {
    const fs::path bin = folder_ / version / "bin";
    fs::create_directories(bin);
    for (const char* program : programs) {
      std::ofstream(bin / program) << "#!/bin/sh\n";
      fs::permissions(bin / program, fs::perms::owner_all);
    }
  }
  fs::path folder_ = fs::temp_directory_path() / ("tenstone_clients_" + std::to_string(getpid()));
};

TEST_F(ClientTest, TakesTheNewestByNumber) {
  for (const char* version : {"9", "15", "16"}) install(version, {"pg_dump", "psql"});
  install("17", {"pg_dump"});  // psql is missing
  install("common", {"pg_dump", "psql"});
  const auto client = find_client(150018, folder_);
  ASSERT_TRUE(client);
  EXPECT_EQ(client->major, 16);
  EXPECT_EQ(client->folder, folder_ / "16" / "bin");
}

TEST_F(ClientTest, RefusesOneThatIsOlderThanTheServer) {
  install("15", {"pg_dump", "psql"});
  EXPECT_TRUE(find_client(150000, folder_));
  const auto client = find_client(160004, folder_);
  ASSERT_FALSE(client);
  EXPECT_TRUE(client.error().is(kBackupClientTooOld));
  EXPECT_EQ(client.error().message, "pg_dump 15 cannot read a server of version 16: install postgresql-client-16");
}

TEST_F(ClientTest, SaysThatThereIsNone) {
  EXPECT_TRUE(find_client(150000, folder_).error().is(kBackupClientMissing));
  EXPECT_TRUE(find_client(150000, folder_ / "nowhere").error().is(kBackupClientMissing));
}

}  // namespace
}  // namespace tenstone::backup
