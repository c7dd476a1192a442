#include "tenstone/config/table.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

#include "tenstone/config/units.hpp"

namespace tenstone::config {
namespace {
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using validation::field, validation::object;

enum class Level { Info, Debug };
constexpr auto schema(validation::For<Level>) {
  return validation::enumeration<Level>({{"info", Level::Info}, {"debug", Level::Debug}});
}

struct HttpConfig {
  int port = 3000;
  std::string host = "127.0.0.1";
  std::chrono::milliseconds idle_timeout = 60s;
  ByteSize body_limit{1024 * 1024};
  bool access_log = true;
};
constexpr auto schema(validation::For<HttpConfig>) {
  return object<HttpConfig>(
      field("port", &HttpConfig::port).or_default().range(0, 65'535).about("The port to listen on"),
      field("host", &HttpConfig::host).or_default().length(1, 253).about("The address to listen on"),
      field("idle_timeout", &HttpConfig::idle_timeout)
          .or_default()
          .range(1s, 10min)
          .about("When a quiet connection is closed"),
      field("body_limit", &HttpConfig::body_limit).or_default().about("The largest body"),
      field("access_log", &HttpConfig::access_log).or_default().about("Whether each request is logged"));
}

struct DatabaseConfig {
  Secret<std::string> url;
  std::optional<int> pool;
};
constexpr auto schema(validation::For<DatabaseConfig>) {
  return object<DatabaseConfig>(field("url", &DatabaseConfig::url).or_default().about("Where PostgreSQL is"),
                                field("pool", &DatabaseConfig::pool).range(1, 100).about("Connections at most"));
}

struct CoreConfig {
  Level log_level = Level::Info;
  std::string env = "development";
  friend constexpr auto schema(validation::For<CoreConfig>) {
    return object<CoreConfig>(field("log_level", &CoreConfig::log_level).or_default(),
                              field("env", &CoreConfig::env).or_default());
  }
};

struct MailConfig {
  std::string server;
  friend constexpr auto schema(validation::For<MailConfig>) {
    return object<MailConfig>(field("server", &MailConfig::server).about("The SMTP server"));
  }
};

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Arguments = std::vector<std::string>;

class TableTest : public testing::Test {
 protected:
  ~TableTest() override { std::filesystem::remove(path_); }
  std::string file(const std::string& content) {
    std::ofstream(path_) << content;
    return path_;
  }
  // "name code" of each problem
  std::vector<std::string> problems(const Arguments& arguments, const Pairs& environment = {}) {
    const auto loaded = table.load(arguments, environment);
    std::vector<std::string> out;
    if (loaded) return out;
    message = loaded.error().message;
    for (const Issue& issue : loaded.error().issues) out.push_back(issue.pointer + " " + issue.code);
    return out;
  }
  const Key& key(std::string_view name) {
    for (const Key* key : table.keys())
      if (key->key == name) return *key;
    throw std::runtime_error("no such key");
  }

  Table table;
  const CoreConfig& core = table.add<CoreConfig>("");
  const HttpConfig& http = table.add<HttpConfig>("http", {{"port", "PORT"}});
  const DatabaseConfig& database = table.add<DatabaseConfig>("database", {{"url", "DATABASE_URL"}});
  std::string message;

 private:
  std::string path_ = testing::TempDir() + "tenstone_config_test_" + std::to_string(getpid()) + ".env";
};

TEST_F(TableTest, HoldsTheDefaultsUntilToldOtherwise) {
  EXPECT_EQ(http.port, 3000);
  ASSERT_TRUE(table.load({}, {}));
  EXPECT_EQ(http.port, 3000);
  EXPECT_EQ(key("http.port").source, "default");
}

TEST_F(TableTest, ReadsEverySource) {
  const Arguments arguments{
      "--http-port", "8080", "--http-access-log=0",
      "--config=" + file("# production\n\nDATABASE_URL=\"postgres://db/x\"\r\nTENSTONE_DATABASE_POOL = 7\n")};
  ASSERT_EQ(problems(arguments, {{"TENSTONE_HTTP_IDLE_TIMEOUT", "5min"},
                                 {"TENSTONE_HTTP_BODY_LIMIT", "16KiB"},
                                 {"HOME", "/root"},
                                 {"TENSTONE_ENV", "production"},
                                 {"TENSTONE_LOG_LEVEL", "debug"}}),
            std::vector<std::string>{})
      << message;
  EXPECT_EQ(http.port, 8080);
  EXPECT_FALSE(http.access_log);
  EXPECT_EQ(http.idle_timeout, 5min);
  EXPECT_EQ(http.body_limit.bytes, 16u * 1024);
  EXPECT_EQ(database.url.reveal(), "postgres://db/x");
  EXPECT_EQ(database.pool, 7);
  EXPECT_EQ(core.env, "production");
  EXPECT_EQ(core.log_level, Level::Debug);
  EXPECT_EQ(key("http.port").source, "flag --http-port");
  EXPECT_EQ(key("env").source, "environment TENSTONE_ENV");
  EXPECT_THAT(key("database.url").source, HasSubstr(".env:3"));
}

TEST_F(TableTest, LetsFlagsWinOverTheEnvironmentOverTheFile) {
  const std::string path = file("PORT=1\nTENSTONE_HTTP_HOST=one\nTENSTONE_DATABASE_POOL=1");
  ASSERT_EQ(problems({"--http-port=3"}, {{"TENSTONE_CONFIG", path}, {"PORT", "2"}, {"TENSTONE_HTTP_HOST", "two"}}),
            std::vector<std::string>{})
      << message;
  EXPECT_EQ(http.port, 3);
  EXPECT_EQ(http.host, "two");
  EXPECT_EQ(database.pool, 1);
}

TEST_F(TableTest, StopsOnTwoSpellingsThatDiffer) {
  EXPECT_EQ(problems({}, {{"PORT", "1"}, {"TENSTONE_HTTP_PORT", "1"}}), std::vector<std::string>{});
  EXPECT_THAT(problems({}, {{"PORT", "1"}, {"TENSTONE_HTTP_PORT", "2"}}), ElementsAre("TENSTONE_HTTP_PORT conflict"));
  EXPECT_THAT(
      message,
      HasSubstr("TENSTONE_HTTP_PORT (environment): gives http.port another value than PORT (environment): keep one"));
  EXPECT_THAT(problems({"--http-port=1", "--http-port", "2"}), ElementsAre("--http-port conflict"));
  EXPECT_THAT(message, HasSubstr("--http-port (flag): is given twice, with two values: keep one"));
  EXPECT_THAT(problems({"--config", file("PORT=1\nPORT=2\n")}), ElementsAre("PORT conflict"));
  EXPECT_EQ(problems({"--http-port=1"}, {{"PORT", "2"}}), std::vector<std::string>{});
}

TEST_F(TableTest, StopsOnUnknownNamesAndSuggestsTheNearest) {
  EXPECT_THAT(problems({"--htp-port", "1"}, {{"TENSTONE_HTTP_PROT", "1"}, {"LANG", "C"}}),
              ElementsAre("--htp-port unknown_key", "TENSTONE_HTTP_PROT unknown_key"));
  EXPECT_THAT(message, HasSubstr("--htp-port (flag): is not a known setting: did you mean --http-port?"));
  EXPECT_THAT(message, HasSubstr("did you mean TENSTONE_HTTP_PORT?"));
  EXPECT_THAT(problems({"serve"}), ElementsAre("serve unknown_key"));
  EXPECT_THAT(problems({"--config", file("POTR=1\nnonsense\n--http-port=2\nHOME=/root")}),
              ElementsAre("POTR unknown_key", "line 2 syntax", "--http-port unknown_key", "HOME unknown_key"));
}

TEST_F(TableTest, ReadsEnvFilesAsShellsAndComposeDo) {
  const std::string path = file(
      "\xef\xbb\xbfPORT=4000 # where it listens\nexport TENSTONE_HTTP_HOST='a#b' # quoted\n"
      "TENSTONE_ENV=\"it's # fine\"\nDATABASE_URL=postgres://db/x?a=b#c\nTENSTONE_DATABASE_POOL= # none\n");
  ASSERT_EQ(problems({"--config", path}), std::vector<std::string>{}) << message;
  EXPECT_EQ(http.port, 4000);
  EXPECT_EQ(http.host, "a#b");
  EXPECT_EQ(core.env, "it's # fine");
  EXPECT_EQ(database.url.reveal(), "postgres://db/x?a=b#c");
  EXPECT_EQ(database.pool, std::nullopt);

  EXPECT_THAT(problems({"--config", file("PORT=\"1\nTENSTONE_HTTP_HOST='a'b\n=1\nexport PORT\nP ORT=1\n")}),
              ElementsAre("line 1 syntax", "line 2 syntax", "line 3 syntax", "line 4 syntax", "line 5 syntax"));
  EXPECT_THAT(message, HasSubstr("line 1 (" + path + ":1): opens a quote that this line does not close: close it"));
  EXPECT_THAT(message, HasSubstr("has more behind its closing quote"));
}

TEST_F(TableTest, PassesOverWhatKubernetesAndDockerSetForServicesOfItsName) {
  const Pairs theirs{{"TENSTONE_SERVICE_HOST", "10.0.0.1"},       {"TENSTONE_API_SERVICE_PORT", "80"},
                     {"TENSTONE_SERVICE_PORT_HTTP", "80"},        {"TENSTONE_PORT", "tcp://10.0.0.1:80"},
                     {"TENSTONE_HTTP_PORT", "tcp://10.0.0.1:80"}, {"TENSTONE_PORT_80_TCP", "tcp://10.0.0.1:80"},
                     {"TENSTONE_PORT_80_TCP_ADDR", "10.0.0.1"},   {"TENSTONE_PORT_53_UDP_PROTO", "udp"},
                     {"TENSTONE_NAME", "/api/tenstone"},          {"TENSTONE_DB_ENV_POSTGRES_USER", "app"}};
  EXPECT_EQ(problems({}, theirs), std::vector<std::string>{}) << message;
  EXPECT_EQ(http.port, 3000);
  EXPECT_EQ(table.service_links(theirs).size(), theirs.size());

  const Pairs ours{{"TENSTONE_HTTP_PORT", "80"}, {"HOME", "/root"}};
  EXPECT_EQ(table.service_links(ours), std::vector<std::string>{});
  EXPECT_THAT(problems({}, {{"TENSTONE_PORT", "80"}, {"TENSTONE_PORT_X_TCP", "1"}, {"TENSTONE_NAME", "x"}}),
              ElementsAre("TENSTONE_PORT unknown_key", "TENSTONE_PORT_X_TCP unknown_key", "TENSTONE_NAME unknown_key"));
}

TEST_F(TableTest, ReportsAllProblemsAtOnceAndChangesNothing) {
  const auto found = problems({"--http-port=70000", "--http-host"}, {{"TENSTONE_HTTP_IDLE_TIMEOUT", "20"},
                                                                     {"TENSTONE_HTTP_BODY_LIMIT", "1MB"},
                                                                     {"TENSTONE_DATABASE_POOL", "many"},
                                                                     {"TENSTONE_LOG_LEVEL", "loud"},
                                                                     {"DATABASE_URL", "postgres://db"}});
  EXPECT_THAT(found, ElementsAre("--http-host no_value", "TENSTONE_LOG_LEVEL enum", "--http-port range",
                                 "TENSTONE_HTTP_IDLE_TIMEOUT unit", "TENSTONE_HTTP_BODY_LIMIT unit",
                                 "TENSTONE_DATABASE_POOL type"));
  EXPECT_THAT(message, HasSubstr("\n  --http-port (flag): must be in the range 0 to 65535"));
  EXPECT_THAT(message, HasSubstr("TENSTONE_LOG_LEVEL (environment): must be one of: info, debug"));
  EXPECT_THAT(message, HasSubstr("must be a duration with its unit, such as 250ms, 30s, 5min or 12h"));
  EXPECT_EQ(http.port, 3000);
  EXPECT_EQ(database.url.reveal(), "");
}

TEST_F(TableTest, NamesWhatIsRequired) {
  table.add<MailConfig>("mail");
  EXPECT_THAT(problems({}, {{"TENSTONE_MAIL_SERVER", ""}}), ElementsAre("TENSTONE_MAIL_SERVER required"));
  EXPECT_THAT(message, HasSubstr("is required: set it, or give --mail-server"));
}

TEST_F(TableTest, NamesAFileThatCannotBeRead) {
  EXPECT_THAT(problems({"--config", file("TENSTONE_CONFIG=/other.env")}), ElementsAre("TENSTONE_CONFIG nested_file"));
  EXPECT_THAT(problems({"--config", "/nowhere/dev.env"}), ElementsAre("/nowhere/dev.env unreadable"));
  EXPECT_THAT(message, HasSubstr("No such file or directory"));
}

TEST_F(TableTest, ExplainsItselfWithoutSecrets) {
  ASSERT_EQ(problems({}, {{"DATABASE_URL", "postgres://mia:hunter2@db"}, {"PORT", "8080"}}),
            std::vector<std::string>{});
  const std::string text = table.explain();
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("[secret]"));
  EXPECT_THAT(text, HasSubstr("environment PORT"));
  EXPECT_THAT(text, HasSubstr("The port to listen on (default 3000)"));
  EXPECT_THAT(table.markdown(),
              HasSubstr("| `http.idle_timeout` | `--http-idle-timeout` | `TENSTONE_HTTP_IDLE_TIMEOUT` | `1min` | When "
                        "a quiet connection is closed |"));
  EXPECT_THAT(table.markdown(), HasSubstr("| `http.port` | `--http-port` | `TENSTONE_HTTP_PORT`, `PORT` | `3000` |"));
}

TEST_F(TableTest, RefusesTwoFieldsOfOneSpelling) {
  EXPECT_THROW(table.add<HttpConfig>("http"), std::logic_error);
  EXPECT_THROW(table.add<MailConfig>("mail", {{"server", "PORT"}}), std::logic_error);
}

TEST(Units, ReadAndWrite) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("90s"), 90s);
  EXPECT_EQ(parse_duration("7d"), 168h);
  EXPECT_EQ(parse_duration("10m"), 10min);
  EXPECT_EQ(parse_duration("10min"), 10min);
  EXPECT_EQ(to_string(10min), "10min");
  EXPECT_EQ(to_string(90s), "90s");
  EXPECT_EQ(to_string(0ms), "0ms");
  EXPECT_EQ(parse_byte_size("2GiB"), ByteSize{2ull << 30});
  EXPECT_EQ(to_string(ByteSize{1536}), "1536B");
  EXPECT_EQ(to_string(ByteSize{0}), "0B");
  for (const char* bad : {"", "5", "s", "-1s", "1 s", "1.5s", "1sec", "99999999999999999d", "99999999999999999999s"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
  for (const char* bad : {"", "5", "1KB", "1kib", "-1B", "99999999999999999GiB"})
    EXPECT_FALSE(parse_byte_size(bad)) << bad;
}

}  // namespace
}  // namespace tenstone::config
