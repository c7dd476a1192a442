// rediss://, against a real redis-server that speaks TLS, and nothing else, at its port.
#include <mutex>

#include "redis_fixture.hpp"
#include "tenstone/testing/certificates.hpp"

namespace tenstone::redis {
namespace {
using namespace std::chrono_literals;
using testing::Certificates;
using ::testing::HasSubstr;

class Tls : public WithLoop {
 protected:
  static std::vector<std::string> options(const Certificates& made, const std::string& name, const std::string& port) {
    std::vector<std::string> words{"--port", "0", "--bind", "127.0.0.1", "--tls-port", port};
    for (const auto& [option, value] :
         std::initializer_list<std::pair<std::string, std::string>>{{"--tls-cert-file", made.file(name + ".pem")},
                                                                    {"--tls-key-file", made.file(name + ".key")},
                                                                    {"--tls-ca-cert-file", made.file("ca.pem")},
                                                                    {"--tls-auth-clients", "no"},
                                                                    {"--requirepass", "p@ss/1"},
                                                                    {"--user", "mia"}}) {
      words.push_back(option);
      words.push_back(value);
    }
    for (const char* rule : {"on", ">s3cret", "~*", "&*", "+@all"}) words.emplace_back(rule);
    return words;
  }
  static std::string signed_for(Certificates& by, const std::string& names, long seconds = 3600) {
    by.sign("server", names, seconds);
    return "server";
  }
  std::string url(const std::string& login, const std::string& host, const Certificates& authority) const {
    return "rediss://" + login + "@" + host + ":" + port + "?sslrootcert=" + authority.file("ca.pem");
  }

  Certificates ours, others;
  const std::string port = free_port();
};

class TlsToLocalhost : public Tls {
 protected:
  const Server server{options(ours, signed_for(ours, "DNS:localhost,IP:127.0.0.1"), port)};
};

TEST_F(TlsToLocalhost, CarriesCommandsOfAnySize) {
  Redis redis(loops, {.url = url("mia:s3cret", "localhost", ours), .deadline = 5s});
  expect_ready(redis);
  EXPECT_THAT(command(redis, {"CLIENT", "INFO"})->text, HasSubstr(" user=mia "));
  const std::string large(1'000'000, 'x');
  EXPECT_EQ(command(redis, {"SET", "k", large})->text, "OK");
  EXPECT_EQ(command(redis, {"GET", "k"})->text, large);
  const std::vector<std::vector<std::string>> many(1000, {"INCR", "n"});
  const auto replies = await(redis.commands(many));
  ASSERT_TRUE(replies) << replies.error().detail;
  EXPECT_EQ(replies->back().integer, 1000);
}

TEST_F(TlsToLocalhost, TakesAnAddressAndThePasswordOfTheDefaultUser) {
  Redis redis(loops, {.url = url(":p%40ss%2F1", "127.0.0.1", ours), .deadline = 5s});
  expect_ready(redis);
  EXPECT_THAT(command(redis, {"CLIENT", "INFO"})->text, HasSubstr(" user=default "));
}

TEST_F(TlsToLocalhost, CarriesSubscriptions) {
  Redis redis(loops, {.url = url("mia:s3cret", "localhost", ours), .deadline = 5s});
  expect_ready(redis);
  std::atomic<bool> stands = false, heard = false;
  const auto subscription = redis.subscribe(
      loops[0], "news", [&](std::string_view text) { heard = text == "hello"; }, [&] { stands = true; });
  eventually([&] { return stands.load(); });
  const auto published = command(redis, {"PUBLISH", "news", "hello"});
  ASSERT_TRUE(published) << published.error().detail;
  EXPECT_EQ(published->integer, 1);
  eventually([&] { return heard.load(); });
}

TEST_F(TlsToLocalhost, RefusesACertificateOfAnotherAuthority) {
  EXPECT_THAT(
      refusal(url("mia:s3cret", "localhost", others), "certificate"),
      HasSubstr("; name the certificate of the authority that signed it: rediss://host?sslrootcert=/path/ca.pem"));
  // The system's authorities have not signed it, either.
  EXPECT_THAT(refusal("rediss://mia:s3cret@localhost:" + port, "certificate"), HasSubstr("is refused: "));
}

TEST_F(TlsToLocalhost, NamesAFileThatHoldsNoCertificate) {
  EXPECT_THAT(refusal("rediss://localhost:" + port + "?sslrootcert=/nowhere/ca.pem", "sslrootcert"),
              HasSubstr("sslrootcert: /nowhere/ca.pem holds no certificate: "));
}

TEST_F(TlsToLocalhost, IsNotSpokenWithoutBeingAsked) {
  EXPECT_THAT(refusal("redis://mia:s3cret@localhost:" + port, "localhost"),
              ::testing::AnyOf(HasSubstr("the server closed the connection"), HasSubstr("Connection reset by peer")));
}

TEST_F(TlsToLocalhost, TellsNobodyThePassword) {
  std::mutex mutex;
  std::string told;
  const auto report = [&](std::string_view event, std::string_view detail) {
    const std::lock_guard lock(mutex);
    (((told += event) += ' ') += detail) += '\n';
  };
  const auto all = [&] {
    const std::lock_guard lock(mutex);
    return told;
  };
  std::string errors;
  for (const char* login : {"mia:hunter2", ":hunter2", "hunter2:hunter2"}) {
    Redis redis(loops, {.url = url(login, "localhost", ours), .report = report});
    eventually([&] {
      const auto ready = await(redis.ready(1ms));
      errors += ready.error().message + ready.error().detail + "\n";
      return ready.error().detail.contains("WRONGPASS");
    });
  }
  EXPECT_THAT(all(), HasSubstr("redis.unreachable localhost:" + port + ": AUTH was refused: WRONGPASS"));
  EXPECT_THAT(all() + errors, ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(Tls, RefusesACertificateForAnotherName) {
  const Server server{options(ours, signed_for(ours, "DNS:cache.example.com,IP:127.0.0.2"), port)};
  EXPECT_EQ(refusal(url("mia:s3cret", "localhost", ours), "certificate"),
            "localhost:" + port +
                ": its certificate is refused: hostname mismatch; REDIS_URL must name the host as its "
                "certificate does");
  EXPECT_THAT(refusal(url("mia:s3cret", "127.0.0.1", ours), "certificate"), HasSubstr("IP address mismatch"));
}

TEST_F(Tls, RefusesACertificateThatHasExpired) {
  const Server server{options(ours, signed_for(ours, "DNS:localhost", -3600), port)};
  EXPECT_THAT(refusal(url("mia:s3cret", "localhost", ours), "certificate"),
              HasSubstr("certificate has expired; renew it"));
}

TEST_F(Tls, SaysThatAServerDoesNotSpeakIt) {
  const Server server{{"--port", port, "--bind", "127.0.0.1"}};
  EXPECT_EQ(refusal("rediss://localhost:" + port, "TLS"),
            "localhost:" + port + ": no answer within 1000 ms; perhaps it does not speak TLS at this port");
}

}  // namespace
}  // namespace tenstone::redis
