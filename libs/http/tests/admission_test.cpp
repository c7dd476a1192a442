// Through a running server: who is let in, and what the log and the metrics say about the others.
#include <boost/system/error_code.hpp>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "client.hpp"
#include "handlers.hpp"
#include "running.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

class AdmissionTest : public ::testing::Test {
 protected:
  AdmissionTest() { app.get("/", ok); }
  ~AdmissionTest() override { std::filesystem::remove(file); }
  ServerOptions options(Limits limits) {
    return {.port = 0, .limits = limits, .log = logging::make({.destination = file}, clock), .metrics = &metrics};
  }
  std::string logged() const {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  const std::string file = ::testing::TempDir() + "admission." + std::to_string(getpid()) + ".log";
  SystemClock clock;
  metrics::Registry metrics;
  App app;
};

// All descriptors of the process but `left`, for as long as it lives.
class Scarcity {
 public:
  explicit Scarcity(int left) {
    // UBSan looks at the type of an object through a pipe, when it meets it for the first time.
    EXPECT_NE(boost::system::error_code(EMFILE, boost::system::system_category()).message(), "");
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit low{static_cast<rlim_t>(Fd(open("/dev/null", O_RDONLY | O_CLOEXEC)).get() + 50), before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &low);
    for (;;) {
      Fd taken(open("/dev/null", O_RDONLY | O_CLOEXEC));
      if (taken.get() < 0) break;
      taken_.push_back(std::move(taken));
    }
    taken_.resize(taken_.size() - static_cast<std::size_t>(left));
  }
  ~Scarcity() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<Fd> taken_;
};

TEST_F(AdmissionTest, GivesOneAddressAtMostHalfOfAllConnections) {
  Running running(app, Limits{.connections = 5});
  RawClient first(running.port()), second(running.port());
  ASSERT_TRUE(eventually([&] { return running.server().connections() == 2; }));
  RawClient third(running.port());
  EXPECT_TRUE(third.read_to_end().starts_with("HTTP/1.1 503 ")) << third.received;
}

TEST_F(AdmissionTest, LimitsATrustedProxyByTheWholeAlone) {
  ServerOptions with = options({.connections = 5, .connections_per_address = 1});
  with.proxies = {*Cidr::parse("127.0.0.0/8")};
  Running running(app, std::move(with));
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(std::make_unique<RawClient>(running.port()));
  for (const auto& client : clients) {
    client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client->read_until("\r\n\r\nok").starts_with("HTTP/1.1 200 ")) << client->received;
  }
  RawClient more(running.port());
  EXPECT_TRUE(more.read_to_end().starts_with("HTTP/1.1 503 ")) << more.received;
  EXPECT_TRUE(eventually([&] { return logged().contains(R"("limit":"connections","refused":1)"); })) << logged();
}

TEST_F(AdmissionTest, LogsOneLineForManyRefusals) {
  Running running(app, options({.connections_per_address = 1}));
  RawClient first(running.port());
  ASSERT_TRUE(eventually([&] { return running.server().connections() == 1; }));
  for (int i = 0; i < 20; ++i) RawClient(running.port()).read_to_end();
  EXPECT_TRUE(eventually([&] { return logged().contains("connections.refused"); }));
  const std::string line = logged();
  EXPECT_EQ(std::ranges::count(line, '\n'), 1) << line;
  EXPECT_TRUE(line.contains(R"("limit":"connections_per_address","refused":)")) << line;
  EXPECT_TRUE(line.contains(R"("last_address":"127.0.0.1")")) << line;
  EXPECT_TRUE(metrics.render().contains("tenstone_http_refused_total{code=\"too_many_connections\"} 20\n"));
}

TEST_F(AdmissionTest, SaysThatTheProcessHasNoDescriptorLeftAndGoesOnLater) {
  Running running(app, options({}));
  std::optional<Scarcity> scarce(std::in_place, 1);
  RawClient client(running.port());  // takes the last one
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return metrics.render().contains("tenstone_http_accept_failures_total"); }));
  scarce.reset();
  EXPECT_TRUE(client.read_until("\r\n\r\nok").starts_with("HTTP/1.1 200 ")) << client.received;
  EXPECT_TRUE(eventually([&] { return logged().contains("connections.not_accepted"); }));
  EXPECT_TRUE(logged().contains("Too many open files")) << logged();
}

}  // namespace
}  // namespace tenstone::http
