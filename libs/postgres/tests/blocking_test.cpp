#include "tenstone/postgres/blocking.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "tenstone/postgres/errors.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using namespace std::string_view_literals;

TEST(ExecuteBlocking, GivesTheRowsOfTheLastStatement) {
  const auto rows =
      execute_blocking(testing::database_url(), "SELECT 1; SELECT n, nullif(n, 2) FROM generate_series(1, 2) n", 5s);
  ASSERT_TRUE(rows) << rows.error().detail;
  EXPECT_EQ(*rows, (TextRows{{"1", "1"}, {"2", std::nullopt}}));
}

TEST(ExecuteBlocking, SaysWhatTheServerRefused) {
  const auto rows = execute_blocking(testing::database_url(), "SELECT nonsense", 5s);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, kStatementRefused.name());
  EXPECT_TRUE(rows.error().detail.contains("nonsense"));
}

TEST(ExecuteBlocking, EndsAtItsDeadline) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(execute_blocking(testing::database_url(), "SELECT pg_sleep(60)", 200ms));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST(ExecuteBlocking, SaysWhyThereIsNoConnection) {
  for (const char* url : {"postgresql:///x?host=/no/such/folder", "postgresql://127.0.0.1:1/x", "nonsense://"}) {
    const auto rows = execute_blocking(url, "SELECT 1", 5s);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, kDatabaseUnavailable.name());
    EXPECT_FALSE(rows.error().detail.empty()) << url;
  }
}

// Answers every connection as a server in recovery does (SQLSTATE 57P03), until it goes away.
class Recovering {
 public:
  explicit Recovering(int answers) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answers] {
      constexpr auto kFields = "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"sv;
      while (answered_ < answers) {
        const int connection = accept(socket_, nullptr, nullptr);
        std::array<char, 1024> startup{};
        EXPECT_GT(read(connection, startup.data(), startup.size()), 0);
        const std::string reply =
            "E" + std::string{0, 0, 0, static_cast<char>(kFields.size() + 4)} + std::string(kFields);
        ++answered_;  // before whoever asked knows of it
        EXPECT_EQ(write(connection, reply.data(), reply.size()), static_cast<ssize_t>(reply.size()));
        close(connection);
      }
      close(socket_);
    });
  }
  ~Recovering() { thread_.join(); }
  std::string url() const { return "postgresql://127.0.0.1:" + std::to_string(port_) + "/x?sslmode=disable"; }
  int answered() const { return answered_; }

 private:
  int socket_;
  int port_ = 0;
  std::atomic<int> answered_ = 0;
  std::thread thread_;
};

TEST(AwaitStartup, WaitsAsLongAsTheServerSaysThatItStarts) {
  const Recovering server(3);
  EXPECT_FALSE(await_startup(server.url(), 60s));  // it ends after them
  EXPECT_EQ(server.answered(), 3);
}

TEST(AwaitStartup, DoesNotWaitForAServerThatIsNotThereOrReady) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(await_startup("postgresql://127.0.0.1:1/x", 60s));
  EXPECT_TRUE(await_startup(testing::database_url(), 60s));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST(AwaitStartup, LosesItsPatience) {
  const Recovering server(1);
  EXPECT_FALSE(await_startup(server.url(), 0s));
  EXPECT_EQ(server.answered(), 1);
}

}  // namespace
}  // namespace tenstone::postgres
