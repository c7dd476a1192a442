// The area "logs" of a program's configuration.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tenstone/config/units.hpp"
#include "tenstone/http/stream_limit.hpp"
#include "tenstone/log_view/logs.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::log_view {

inline const ErrorCode kLogFoldersMissing{ErrorKind::Invalid, "log_folders_missing",
                                          "Production needs TENSTONE_LOGS_FOLDERS: the folders of logs to show, such "
                                          "as app=/logs/app"};

// In settings: a text of folders with spaces or ';' between, each NAME=FOLDER[:PATTERN,PATTERN…][@ZONE]:
//
//   app=/logs/app nginx=/logs/nginx:*.log,access*@Europe/Berlin
struct Folders {
  std::vector<Root> roots = {};
};

}  // namespace tenstone::log_view

namespace tenstone::validation {

// Issue: log_folders, whose message names the folder that is wrong. Reading a zone for the first time blocks.
template <>
struct Codec<log_view::Folders> {
  using Rules = NoRules;
  static void read(Reader& in, log_view::Folders& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const log_view::Folders& value);
};

}  // namespace tenstone::validation

namespace tenstone::log_view {

struct Settings {
  Folders folders = {};
  config::ByteSize budget_size{LogsOptions().budget_bytes};
  std::chrono::milliseconds budget_time = LogsOptions().budget_time;
  std::uint32_t tails = 64;
  std::uint32_t tails_per_client = 8;

  LogsOptions options() const { return {.budget_bytes = budget_size.bytes, .budget_time = budget_time}; }
  http::StreamLimits tail_limits() const { return {.streams = tails, .streams_per_client = tails_per_client}; }
};
constexpr auto schema(validation::For<Settings>) {
  using namespace std::chrono_literals;
  using validation::field;
  return validation::object<Settings>(
      field("folders", &Settings::folders)
          .or_default()
          .about("folders of logs, with spaces between: app=/logs/app, or with patterns of names and the zone of times "
                 "that name none nginx=/logs/nginx:*.log,access*@Europe/Berlin"),
      field("budget_size", &Settings::budget_size)
          .or_default()
          .range(config::ByteSize{std::uint64_t{1} << 20}, config::ByteSize{std::uint64_t{1} << 40})
          .about("how much of a log one request reads before it answers with what it has found"),
      field("budget_time", &Settings::budget_time)
          .or_default()
          .range(10ms, 20s)
          .about("how long one request reads before it answers with what it has found"),
      field("tails", &Settings::tails).or_default().range(1, 10'000).about("how many tails may be open"),
      field("tails_per_client", &Settings::tails_per_client)
          .or_default()
          .range(1, 10'000)
          .about("how many of them by one client's address"));
}

}  // namespace tenstone::log_view
