// Which servers are started, and when.
#include <fstream>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "local_services/folder.hpp"
#include "temporary_folder.hpp"
#include "tenstone/postgres/blocking.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Needs kPostgres{.postgres = true}, kRedis{.redis = true};

class LocalServicesByNeed : public ::testing::Test {
 protected:
  ~LocalServicesByNeed() override { stop(data()); }
  fs::path data() const { return temporary_.path() / "data"; }

  bool postgres_answers(const Attachment& services) const {
    return postgres::execute_blocking(services.database_url, "SELECT 1", 10s).has_value();
  }
  // The process id that Redis tells; 0: it does not answer.
  static pid_t redis_pid(const Attachment& services) {
    const Fd client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{AF_UNIX, {}};
    (services.run_dir + "/redis.sock").copy(address.sun_path, sizeof address.sun_path - 1);
    constexpr std::string_view kAsk = "INFO server\r\n", kKey = "process_id:";
    if (connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        send(client.get(), kAsk.data(), kAsk.size(), MSG_NOSIGNAL) < 0)
      return 0;
    std::string answer(4096, '\0');
    answer.resize(static_cast<std::size_t>(std::max(ssize_t(0), recv(client.get(), answer.data(), answer.size(), 0))));
    const auto at = answer.find(kKey);
    return at == answer.npos ? 0 : std::stoi(answer.substr(at + kKey.size()));
  }
  std::string supervisor() const { return tail(open_folder(data()).dir.get(), "lock"); }

  const TemporaryFolder temporary_;
};

TEST_F(LocalServicesByNeed, RedisAloneStartsNoPostgres) {
  const Attachment services = attach(data(), kRedis);
  EXPECT_EQ(state(data()), State::Running);
  EXPECT_GT(redis_pid(services), 0);
  EXPECT_EQ(services.database_url, "");
  EXPECT_FALSE(fs::exists(data() / "postgres"));
  EXPECT_FALSE(fs::exists(services.run_dir + "/.s.PGSQL.5432"));
  stop(data());
  EXPECT_FALSE(fs::exists(services.run_dir));
}

TEST_F(LocalServicesByNeed, PostgresAloneStartsNoRedis) {
  const Attachment services = attach(data(), kPostgres);
  EXPECT_TRUE(postgres_answers(services));
  EXPECT_EQ(services.redis_url, "");
  EXPECT_FALSE(fs::exists(data() / "redis"));
}

TEST_F(LocalServicesByNeed, WhoComesLaterGetsWhatIsMissing) {
  const Attachment first = attach(data(), kRedis);
  const pid_t redis = redis_pid(first);
  const std::string by = supervisor();
  const Attachment second = attach(data(), kPostgres);
  EXPECT_TRUE(postgres_answers(second));
  EXPECT_EQ(redis_pid(first), redis) << "the other server goes on";
  EXPECT_EQ(supervisor(), by);
}

TEST_F(LocalServicesByNeed, ManyWhoComeAtOnceGetWhatEachNeeds) {
  std::vector<pid_t> starters;
  for (int n = 0; n < 12; ++n)
    starters.push_back(start_child([&, n] {
      return code_of_failure([&] {
               const Attachment services = attach(data(), n % 2 ? kPostgres : kRedis);
               if (n % 2 ? !postgres_answers(services) : redis_pid(services) == 0) throw Failure(Error(kServerFailed));
             }).empty()
                 ? 0
                 : 1;
    }));
  for (const pid_t starter : starters) EXPECT_EQ(exit_code_of_child(starter), 0);
}

TEST_F(LocalServicesByNeed, WhatDiesIsStartedAgainAlone) {
  const Attachment services = attach(data(), kRedis);
  const pid_t redis = redis_pid(services);
  kill(redis, SIGKILL);
  EXPECT_TRUE(eventually([&] {
    const pid_t now = redis_pid(services);
    return now > 0 && now != redis;
  }));
  EXPECT_FALSE(fs::exists(data() / "postgres"));
}

// The socket of a server that was killed stays behind. Whoever needs only Redis comes first after that.
TEST_F(LocalServicesByNeed, ASocketThatWasLeftBehindIsNoServer) {
  {
    const Attachment services = attach(data(), {.postgres = true, .redis = true});
    const pid_t postmaster = std::stoi(tail(open_folder(data()).dir.get(), "postgres/postmaster.pid"));
    kill(std::stoi(supervisor()), SIGSTOP);  // it starts nothing again
    kill(postmaster, SIGKILL);
    kill(std::stoi(supervisor()), SIGKILL);
    ASSERT_TRUE(eventually([&] { return state(data()) == State::Stopped; }));
    EXPECT_TRUE(fs::exists(services.run_dir + "/.s.PGSQL.5432"));
  }
  const Attachment redis = attach(data(), kRedis);
  EXPECT_TRUE(postgres_answers(attach(data(), kPostgres)));
}

TEST_F(LocalServicesByNeed, AServerThatCannotStartIsTheErrorOfWhoeverNeedsIt) {
  {
    const Attachment services = attach(data(), kPostgres);
  }
  stop(data());
  std::ofstream(data() / "postgres/PG_VERSION") << "16\n";
  EXPECT_GT(redis_pid(attach(data(), kRedis)), 0);
  EXPECT_EQ(code_of_failure([&] { attach(data(), kPostgres); }), kOtherVersion.name());
  EXPECT_GT(redis_pid(attach(data(), kRedis)), 0);
}

}  // namespace
}  // namespace tenstone::service::local_services
