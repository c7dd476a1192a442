// With real servers, in data folders of its own.
#include "tenstone/service/local_services.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <signal.h>

#include "local_services/folder.hpp"
#include "local_services/identity.hpp"
#include "temporary_folder.hpp"
#include "tenstone/postgres/blocking.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Needs kBoth{.postgres = true, .redis = true};

// One data folder for all tests (making a cluster takes a second); each leaves it stopped or running, but whole.
class LocalServices : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { temporary_ = new TemporaryFolder(); }
  static void TearDownTestSuite() {
    stop(data());
    EXPECT_FALSE(tail(open_folder(data()).dir.get(), "services.log", 1 << 20).contains("Sanitizer"));
    delete temporary_;
  }
  static fs::path data() { return temporary_->path() / "data"; }

  static std::string ask(const Attachment& services, std::string_view sql) {
    const auto rows = postgres::execute_blocking(services.database_url, sql, 10s);
    if (!rows) return rows.error().message + ": " + rows.error().detail;
    return rows->empty() ? "" : rows->front().front().value_or("null");
  }
  static bool answers_after_attach() {  // as a pool does after a lost connection
    std::string answer;
    return code_of_failure([&] { answer = ask(attach(data(), kBoth), "SELECT 1"); }).empty() && answer == "1";
  }
  static pid_t supervisor() { return std::stoi(tail(open_folder(data()).dir.get(), "lock")); }
  static void kill_supervisor() {
    const pid_t pid = supervisor();
    kill(pid, SIGKILL);
    ASSERT_TRUE(eventually([&] { return kill(pid, 0) != 0 || state(data()) != State::Running; }));
  }

  static TemporaryFolder* temporary_;
};
TemporaryFolder* LocalServices::temporary_ = nullptr;

TEST_F(LocalServices, StartAreSharedAndStop) {
  EXPECT_EQ(state(data()), State::Stopped);
  const Attachment one = attach(data(), kBoth), two = attach(data(), kBoth);
  EXPECT_EQ(state(data()), State::Running);
  EXPECT_EQ(one.database_url, two.database_url);
  EXPECT_EQ(one.redis_url, two.redis_url);
  EXPECT_EQ(ask(one, "SELECT current_user"), "tenstone");
  EXPECT_EQ(ask(one, "SELECT rolcreatedb AND NOT rolsuper FROM pg_roles WHERE rolname = 'tenstone'"), "t");
  EXPECT_EQ(ask(one, "SHOW fsync"), "on");
  EXPECT_EQ(ask(one, "SHOW server_encoding"), "UTF8");
  stop(data());
  EXPECT_EQ(state(data()), State::Stopped);
  EXPECT_FALSE(fs::exists(one.run_dir));
  EXPECT_EQ(attach(data(), kBoth).database_url, one.database_url) << "after a lost connection a pool attaches again";
}

TEST_F(LocalServices, StopWhenTheLastUserHasLeft) {
  {
    const Attachment services = attach(data(), kBoth);
  }
  EXPECT_TRUE(eventually([] { return state(data()) == State::Stopped; }));
  EXPECT_FALSE(fs::is_symlink(data() / "run"));
}

TEST_F(LocalServices, KeepWhatWasCommittedWhenTheSupervisorIsKilled) {
  const Attachment services = attach(data(), kBoth);
  ASSERT_EQ(ask(services, "CREATE TABLE kept AS SELECT 42 AS n"), "");
  kill_supervisor();
  const Attachment again = attach(data(), kBoth);
  EXPECT_EQ(again.database_url, services.database_url);
  EXPECT_EQ(ask(again, "SELECT n FROM kept"), "42");
}

// A backend that computes does not notice that its postmaster has died, and would keep the cluster from starting.
TEST_F(LocalServices, EndABackendThatOutlivesItsPostmaster) {
  const Attachment services = attach(data(), kBoth);
  const pid_t busy = start_child([&] {
    ask(services, "DO 'BEGIN LOOP END LOOP; END'");
    return 0;
  });
  ASSERT_TRUE(eventually([&] {
    return ask(services, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'") == "1";
  }));
  kill(std::stoi(tail(open_folder(data()).dir.get(), "postgres/postmaster.pid")), SIGKILL);
  EXPECT_TRUE(eventually(answers_after_attach));
  exit_code_of_child(busy);
}

TEST_F(LocalServices, StartAfterAReboot) {
  const std::string run_dir = attach(data(), kBoth).run_dir;
  stop(data());
  fs::remove_all(run_dir);  // /run and /tmp are empty after one, and a link and a pid of before are still there
  fs::create_directory_symlink(run_dir, data() / "run");
  fs::remove(data() / "postgres/postmaster.pid");
  std::ofstream(data() / "postgres/postmaster.pid") << getpid() << "\n/proc/self/fd/3\n1\n5432\n/x\n\n1\nready   \n";
  EXPECT_EQ(ask(attach(data(), kBoth), "SELECT 1"), "1");
}

TEST_F(LocalServices, StartAgainWhenTheirSocketsWereDeleted) {
  const Attachment services = attach(data(), kBoth);
  fs::remove_all(services.run_dir);
  EXPECT_TRUE(eventually(
      [] { return code_of_failure([] { EXPECT_EQ(ask(attach(data(), kBoth), "SELECT 1"), "1"); }).empty(); }));
}

TEST_F(LocalServices, GoOnWhenTheFolderIsMoved) {
  const Attachment services = attach(data(), kBoth);
  fs::rename(data(), temporary_->path() / "moved");
  EXPECT_EQ(attach(temporary_->path() / "moved", kBoth).database_url, services.database_url);
  EXPECT_EQ(ask(services, "SELECT 1"), "1");
  fs::rename(temporary_->path() / "moved", data());
}

TEST_F(LocalServices, AreMadeOnceByManyWhoStartAtOnce) {
  const TemporaryFolder other;
  std::vector<pid_t> starters;
  for (int n = 0; n < 12; ++n)
    starters.push_back(start_child([&] {
      return code_of_failure([&] {
               const auto services = attach(other.path() / "data", kBoth);
               if (ask(services, "SELECT 1") != "1") throw Failure(Error(kServerFailed));
             }).empty()
                 ? 0
                 : 1;
    }));
  for (const pid_t starter : starters) EXPECT_EQ(exit_code_of_child(starter), 0);
  stop(other.path() / "data");
  std::ifstream log(other.path() / "data/services.log");
  int clusters_made = 0;
  for (std::string line; std::getline(log, line);) clusters_made += line.contains("Success. You can now start");
  EXPECT_EQ(clusters_made, 1);
}

TEST_F(LocalServices, RefuseTheDataOfAnotherVersion) {
  {
    const Attachment services = attach(data(), kBoth);
  }
  stop(data());
  const auto write_version = [](const char* major) { std::ofstream(data() / "postgres/PG_VERSION") << major << "\n"; };
  write_version("16");
  std::string message;
  EXPECT_EQ(code_of_failure([] { attach(data(), kBoth); }, &message), kOtherVersion.name());
  EXPECT_TRUE(message.contains("written by PostgreSQL 16")) << message;
  EXPECT_EQ(state(data()), State::Stopped);
  write_version("15");
  EXPECT_EQ(ask(attach(data(), kBoth), "SELECT 1"), "1");
}

void corrupt_redis(const fs::path& data) {
  std::fstream log(data / "redis/appendonlydir/appendonly.aof.1.incr.aof", std::ios::in | std::ios::out);
  log << std::string("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n!!not a log!!\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n");
  ASSERT_TRUE(log.good());
}

std::vector<std::string> set_aside(const fs::path& data) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(data))
    if (entry.path().filename().string().starts_with("redis.bad-")) names.push_back(entry.path().filename());
  return names;
}

TEST_F(LocalServices, SetAsideWhatRedisCannotRead) {
  {
    const Attachment services = attach(data(), kBoth);
  }
  stop(data());
  corrupt_redis(data());
  const Attachment services = attach(data(), kBoth);
  EXPECT_EQ(ask(services, "SELECT 1"), "1");
  ASSERT_EQ(set_aside(data()).size(), 1U);
  EXPECT_TRUE(fs::exists(data() / set_aside(data()).front() / "appendonlydir"));
  EXPECT_TRUE(tail(open_folder(data()).dir.get(), "services.log", 4000).contains("the old data is in redis.bad-"));
  stop(data());
  fs::remove_all(data() / set_aside(data()).front());
}

TEST_F(LocalServices, KeepWhatRedisHasWhenItFailsForAnotherReason) {
  const std::string run_dir = attach(data(), kBoth).run_dir;
  stop(data());
  std::ofstream(data() / "redis/mark") << "x";
  const Folder folder = open_folder(data());
  fs::create_directories(run_dir + "/redis.sock/in-the-way");  // Redis cannot listen here
  fs::permissions(run_dir, fs::perms(0700));
  const Identity user = identity_for(folder.owner);
  if (geteuid() == 0) {
    ASSERT_EQ(chown(run_dir.c_str(), user.uid, user.gid), 0);
  }
  std::string message;
  EXPECT_EQ(code_of_failure([] { attach(data(), kBoth); }, &message), kServerFailed.name());
  EXPECT_TRUE(message.contains("redis-server failed")) << message;
  EXPECT_TRUE(set_aside(data()).empty());
  EXPECT_TRUE(fs::exists(data() / "redis/mark"));
  fs::remove_all(run_dir);
  EXPECT_EQ(ask(attach(data(), kBoth), "SELECT 1"), "1");
}

TEST_F(LocalServices, RunACommandAndReturnItsExitCode) {
  EXPECT_EQ(
      run_with_services(data(), {"sh", "-c", "case $DATABASE_URL$REDIS_URL in postgresql:*unix:*) exit 7;; esac"}), 7);
  EXPECT_EQ(run_with_services(data(), {"sh", "-c", "kill -TERM $$"}), 128 + SIGTERM);
  EXPECT_EQ(run_with_services(data(), {"/no/such/program"}), 127);
}

TEST_F(LocalServices, AreRefusedToASupervisorThatMainDidNotHandle) {
  char* const name = program_invocation_name;
  char title[] = "tenstone-local-services";
  program_invocation_name = title;
  EXPECT_EQ(code_of_failure([] { attach(data(), kBoth); }), kUnhandledVerb.name());
  program_invocation_name = name;
}

}  // namespace
}  // namespace tenstone::service::local_services
