// log_view_bench page|literal|fields|histogram SECONDS: what a log of 1 GiB takes on one core, in process; how often a
// second, from the best of the rounds. Below two seconds, a look: 16 MiB.
//   page       "pages N": the newest 100 entries, the log being read for the first time by each
//   literal    "bytes N": all entries with a rare word, parsed; "common bytes N": with a word of every 24th line
//   fields     "bytes N": all entries of an access log with status>=500
//   histogram  "bytes N": entries and levels over time; "MiB N": most memory
// Runs at the root of the repository; bench/peers/logs does the same with ripgrep and lnav.
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/resource.h>

#include "../rates.hpp"
#include "tenstone/log_view/logs.hpp"

namespace {

using namespace tenstone;
using namespace tenstone::log_view;
using namespace bench;

constexpr std::uint64_t kWhole = std::uint64_t{1} << 30, kLook = std::uint64_t{16} << 20;
const std::filesystem::path kFolder = "build/bench-logs";

std::string line_of(bool is_access, std::uint64_t i) {
  const std::uint64_t second = i / 20, hour = second / 3600 % 24, minute = second / 60 % 60;
  if (is_access)
    return fmt::format(
        "203.0.113.{} - - [{:02}/Nov/2026:{:02}:{:02}:{:02} +0000] \"GET /orders/{}?page={} HTTP/1.1\" {} {} \"-\" "
        "\"Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/{}.0\"\n",
        i * 7 % 254, 1 + second / 86'400 % 30, hour, minute, second % 60, i * 31 % 99'991, i % 17,
        i % 500 == 0 ? 503
        : i % 9 == 0 ? 404
                     : 200,
        i * 13 % 60'000, 90 + i % 40, 90 + i % 40);
  return fmt::format(
      "2026-11-{:02} {:02}:{:02}:{:02},{:03} {} [worker-{}] org.shop.store.BlockReceiver: {} blk_{} of {} bytes from "
      "/10.251.{}.{}{}\n",
      1 + second / 86'400 % 30, hour, minute, second % 60, i % 20 * 50, i % 24 == 0 ? "ERROR" : "INFO", i % 64,
      i % 3 == 0 ? "Received" : "Served", i * 7'919 % 1'000'003, 67'108'864, i % 250, i * 3 % 250,
      i % 100'000 == 77 ? " terminating" : "");
}

// Made once, kept for the next row.
std::string log_of(std::string_view name, std::uint64_t bytes) {
  std::filesystem::create_directories(kFolder);
  const std::string file = fmt::format("{}-{}.log", name, bytes >> 20);
  if (!std::filesystem::exists(kFolder / file)) {
    std::ofstream out(kFolder / "making", std::ios::binary);
    for (std::uint64_t i = 0, size = 0; size < bytes; ++i) {
      const std::string line = line_of(name == "access", i);
      size += line.size();
      out << line;
    }
    out.close();
    require(out.good(), "the log cannot be written");
    std::filesystem::rename(kFolder / "making", kFolder / file);
  }
  return "bench:" + file;
}

struct Opened {
  SystemClock clock;
  Sources sources = Sources::open({{.name = "bench", .folder = kFolder}}).value();
  web::Cursors cursors{Secret<std::string>(std::string(32, 'k'))};
  Logs logs{sources, cursors, clock, {.budget_bytes = kWhole * 2, .budget_time = std::chrono::hours(1)}};
};

// All pages.
std::uint64_t count(const Opened& opened, const std::string& log, const std::string& q) {
  EntriesQuery query;
  query.log = log;
  query.q = q;
  query.order = Order::Oldest;
  query.limit = 1000;
  std::uint64_t found = 0;
  do {
    const auto page = opened.logs.entries(query).value();
    found += page.data.size();
    query.cursor = page.next_cursor;
  } while (query.cursor);
  return found;
}

std::uint64_t bytes_of(const std::string& log) { return std::filesystem::file_size(kFolder / log.substr(6)); }

void page(double seconds, std::uint64_t size) {
  const std::string log = log_of("app", size);
  const Opened opened;
  EntriesQuery query;
  query.log = log;
  query.limit = 100;
  Best best(1, [&] { require(opened.logs.entries(query).value().data.size() == 100, "no page"); });
  until(seconds, [&] { best.take(); });
  fmt::print("pages {:.0f}\n", best.rate());
}

void literal(double seconds, std::uint64_t size) {
  const std::string log = log_of("app", size);
  const Opened opened;
  const auto bytes = static_cast<double>(bytes_of(log));
  Best rare(1, [&] { require(count(opened, log, "terminating") > 0, "nothing found"); });
  until(seconds, [&] { rare.take(); });
  fmt::print("bytes {:.0f}\n", rare.rate() * bytes);
}

void fields(double seconds, std::uint64_t size) {
  const std::string log = log_of("access", size);
  const Opened opened;
  Best best(1, [&] { require(count(opened, log, "status>=500") > 0, "nothing found"); });
  until(seconds, [&] { best.take(); });
  fmt::print("bytes {:.0f}\n", best.rate() * static_cast<double>(bytes_of(log)));
}

void histogram(double seconds, std::uint64_t size) {
  const std::string log = log_of("app", size);
  const Opened opened;
  Best best(1, [&] {
    const auto answer = opened.logs.histogram({.log = log}).value();
    require(answer.entries > 1000 && answer.scan.complete, "nothing counted");
  });
  until(seconds, [&] { best.take(); });
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("bytes {:.0f}\nMiB {}\n", best.rate() * static_cast<double>(bytes_of(log)), usage.ru_maxrss / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  require(argc > 2, "log_view_bench page|literal|fields|histogram SECONDS");
  const std::string_view what = argv[1];
  const double seconds = std::strtod(argv[2], nullptr);
  const std::uint64_t size = seconds < 2 ? kLook : kWhole;
  require(what == "page" || what == "literal" || what == "fields" || what == "histogram", "there is no such row");
  (what == "page" ? page : what == "literal" ? literal : what == "fields" ? fields : histogram)(seconds, size);
}
