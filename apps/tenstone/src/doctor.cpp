// doctor: looks at everything that a start needs and prints the fix for what it finds. Changes nothing but that it may
// start the private services, as any start would.
#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <optional>
#include <unistd.h>

#include "own_name.hpp"
#include "process.hpp"
#include "tenstone/backup/answers.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/platform/backup.hpp"
#include "tenstone/postgres/blocking.hpp"
#include "tenstone/postgres/connection_string.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/probe.hpp"
#include "up_lock.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {
using namespace std::chrono_literals;

constexpr std::uintmax_t kDiskFloor = 500ULL << 20;  // below this a first start and a few days of logs do not fit
constexpr double kClockSkew = 2;                     // seconds; sessions and leases compare clocks

class Doctor {
 public:
  explicit Doctor(Process& process)
      : service_(process.service),
        sends_mail_(process.platform.sends_mail()),
        backup_(process.platform.backup_settings()) {}

  int examine() {
    programs();
    folder();
    port();
    mail();
    const auto url = database_url();
    if (url) database(*url);
    if (url && !backup_.folder.empty()) backups(*url);
    console::print("{}\n", findings_ == 0 ? "Nothing is wrong."
                                          : fmt::format("{} finding{}.", findings_, findings_ == 1 ? "" : "s"));
    return findings_ == 0 ? 0 : 1;
  }

 private:
  void good(std::string_view what) { console::print("ok       {}\n", what); }
  void bad(std::string_view code, std::string_view what, std::string_view fix) {
    console::print("{:8} {}\n         fix: {}\n         docs/operations.md#{}\n", code, what, fix, code);
    ++findings_;
  }
  void check(bool holds, std::string_view code, const std::string& what, const std::string& otherwise,
             const std::string& fix) {
    holds ? good(what) : bad(code, otherwise, fix);
  }

  // The private servers that stand in for those without a URL.
  service::Needs private_servers() const {
    return {.postgres = service_.settings().postgres.url.reveal().empty(),
            .redis = service_.settings().redis.url.reveal().empty()};
  }

  void programs() {
    if (private_servers().postgres)
      check(access("/usr/lib/postgresql/15/bin/postgres", X_OK) == 0, "TS-PKG-1", "PostgreSQL 15 is installed",
            "PostgreSQL 15 is missing", "apt-get install postgresql-15");
    if (private_servers().redis)
      check(access("/usr/bin/redis-check-rdb", X_OK) == 0, "TS-PKG-2", "Redis is installed", "Redis is missing",
            "apt-get install redis-tools");
  }

  void folder() {
    std::filesystem::path place = service_.data_folder();
    while (!std::filesystem::exists(place) && place.has_relative_path()) place = place.parent_path();
    check(access(place.c_str(), W_OK) == 0, "TS-DATA-1", fmt::format("{} can be written", place.string()),
          fmt::format("{} cannot be written", place.string()), "set TENSTONE_DATA to a folder that is yours");
    std::error_code error;
    const auto space = std::filesystem::space(place, error);
    check(!error && space.available >= kDiskFloor, "TS-DISK-1",
          fmt::format("{} MB are free there", space.available >> 20),
          fmt::format("only {} MB are free in {}", space.available >> 20, place.string()),
          "free some, or set TENSTONE_DATA to another disk");
  }

  void port() {
    const auto& http = service_.settings().http;
    service::Server server{http.address, http.port.value_or(3000)};
    if (const auto running = who_is_up(service_.data_folder())) {
      server.port = running->port;
      return good("it is up, at http://" + server.authority());
    }
    const auto answer = service::probe(server, "/health", 1s);
    check(!answer && answer.error().is(service::kNotAnswering) && answer.error().message.starts_with("Nothing"),
          "TS-PORT-1", fmt::format("port {} is free", server.port),
          fmt::format("port {} is taken by something else", server.port),
          "stop it, or choose another: make up PORT=3010");
  }

  // Links in mails begin with the public URL.
  void mail() {
    check(sends_mail_ && !service_.public_url().empty(), "TS-MAIL-1", "mail can be sent",
          "mail cannot be sent: passwords cannot be reset, addresses not verified",
          "set TENSTONE_MAIL_SMTP_URL, TENSTONE_MAIL_FROM and TENSTONE_HTTP_PUBLIC_URL");
  }

  std::optional<std::string> database_url() {
    try {
      if (const service::Needs needs = private_servers(); needs.postgres || needs.redis)
        servers_ = service::local_services::attach(service_.data_folder(), needs);
      const std::string& url = service_.settings().postgres.url.reveal();
      return url.empty() ? servers_->database_url : url;
    } catch (const Failure& failure) {
      bad("TS-DB-1", failure.error().message,
          "see the message; the servers' own log is services.log in the data folder");
      return std::nullopt;
    }
  }

  void database(const std::string& url) {
    if (const auto readable = postgres::check_connection_string(url); !readable)
      return bad("TS-DB-1", "DATABASE_URL: " + readable.error().message, "correct DATABASE_URL");
    const auto facts = postgres::execute_blocking(
        url, "SELECT current_setting('server_version_num')::int / 10000, extract(epoch FROM clock_timestamp())", 5s);
    if (!facts)
      return bad("TS-DB-1", "PostgreSQL: " + facts.error().message + " " + facts.error().detail,
                 "check DATABASE_URL and that the server runs");
    const int version = std::stoi(facts->front()[0].value_or("0"));
    check(version >= 15, "TS-DB-2", fmt::format("PostgreSQL {} answers", version),
          fmt::format("PostgreSQL {} is too old", version), "use version 15 or newer");
    const double skew = std::stod(facts->front()[1].value_or("0")) -
                        std::chrono::duration<double>(service_.clock().now().time_since_epoch()).count();
    check(std::abs(skew) <= kClockSkew, "TS-CLOCK-1", "this machine and PostgreSQL agree on the time",
          fmt::format("PostgreSQL's clock differs by {:.1f} s", skew), "run an NTP client on both machines");
  }

  void backups(const std::string& own) {
    const auto repository =
        backup::Repository::open(backup_.folder, platform::backup_key_file(service_, backup_), service_.clock());
    if (!repository)
      return bad("TS-BACKUP-1", "the backups cannot be read: " + repository.error().message,
                 "see the message; the worker makes a repository that is missing when it starts");
    good(fmt::format("the backups in {} can be read", backup_.folder));
    const std::string& server = backup_.server.reveal().empty() ? own : backup_.server.reveal();
    const auto databases = backup::databases_of(backup_, server);
    if (!databases) return bad("TS-BACKUP-2", databases.error().message, "check TENSTONE_BACKUP_SERVER");
    for (const std::string& database : *databases) age_of_backup(*repository, database);
  }

  void age_of_backup(const backup::Repository& repository, const std::string& database) {
    const auto versions = backup::list_versions(repository, database);
    const auto newest = versions ? std::ranges::find(versions->items, false, &backup::VersionAnswer::damaged)
                                 : decltype(versions->items.begin()){};
    const std::string fix =
        fmt::format("look for run.failed in the worker's log; take one now: {} backup take", program_name());
    if (!versions || newest == versions->items.end())
      return bad("TS-BACKUP-2", fmt::format("the database {} has no backup", database), fix);
    const auto age = std::chrono::floor<std::chrono::hours>(service_.clock().now() - newest->taken_at);
    check(service_.clock().now() - newest->taken_at <= backup_.max_age, "TS-BACKUP-2",
          fmt::format("the newest backup of {} is {} hours old", database, age.count()),
          fmt::format("the newest backup of {} is {} hours old, which is more than backup.max_age", database,
                      age.count()),
          fix);
  }

  service::Service& service_;
  const bool sends_mail_;
  const backup::Settings& backup_;
  std::optional<service::local_services::Attachment> servers_;  // held until the end
  int findings_ = 0;
};

}  // namespace

int doctor(const Settings& settings) {
  Process process("doctor", settings);
  return Doctor(process).examine();
}

}  // namespace tenstone::cli
