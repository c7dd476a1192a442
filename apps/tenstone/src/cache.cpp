// cache stats | ls | purge | verify: asks the api of this machine, whose process alone works on its cache.
#include <algorithm>
#include <fmt/core.h>
#include <thread>

#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/files_cache/json.hpp"
#include "tenstone/files_cache/operators.hpp"
#include "tenstone/service/probe.hpp"
#include "tenstone/validation/validation.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
using namespace std::chrono_literals;
namespace {

using validation::field, validation::object;

constexpr auto kDeadline = 30s;
constexpr int kPatience = 60;

inline const ErrorCode kNothingToPurge{ErrorKind::Invalid, "nothing_to_purge",
                                       "Say which entries: --tag TAG, --prefix TEXT, or --all of the namespace"};
inline const ErrorCode kRefused{ErrorKind::Internal, "cache_verb_refused", "The api refuses it"};

struct Problem {
  std::string code = "", title = "";
};
constexpr auto schema(validation::For<Problem>) {
  return object<Problem>(field("code", &Problem::code).or_default(), field("title", &Problem::title).or_default())
      .ignore_unknown();
}

// A process with the secret of operators, that asks the api of this machine.
class Asking {
 public:
  explicit Asking(const Settings& settings) : process_("cache", settings) {
    process_.service.open();
    secret_ = files_cache::operator_secret(process_.service).reveal();
  }

  std::string get(const std::string& path) { return ask({.path = path}); }
  std::string post(const std::string& path, const std::string& body = "") {
    return ask({.method = "POST", .path = path, .body = body});
  }

 private:
  std::string ask(service::Ask what) {
    what.bearer = secret_;
    const auto& http = process_.service.settings().http;
    const service::Server api{http.address, http.port.value_or(3000)};
    auto answer = service::ask(api, what, kDeadline);
    for (int again = 0; answer && answer->status == 429 && again < kPatience; ++again) {
      std::this_thread::sleep_for(1s);  // the api limits this machine, too
      answer = service::ask(api, what, kDeadline);
    }
    if (!answer) throw Failure(answer.error());
    if (answer->status >= 200 && answer->status < 300) return std::move(answer->body);
    const auto problem = validation::parse_json<Problem>(answer->body);
    throw Failure(Error(kRefused, problem ? fmt::format("{} ({})", problem->title, problem->code)
                                          : fmt::format("the api answers {}", answer->status)));
  }

  Process process_;
  std::string secret_;
};

std::string text_of(const files_cache::CacheShare& share) {
  return fmt::format("{} in {} bytes", share.entries, share.bytes);
}

// "3 absent, 1 expired"
std::string text_of(const std::map<std::string, std::int64_t>& counts) {
  std::string out;
  for (const auto& [reason, count] : counts)
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, reason);
  return out.empty() ? "0" : out;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : "%" + to_hex({&c, 1});
  }
  return out;
}

std::string place(const std::string& ns) { return "/v1/admin/cache/" + escaped(ns); }

}  // namespace

int cache_stats(const Settings& settings) {
  Asking api(settings);
  const auto stats = validation::parse_json<files_cache::CacheStats>(api.get("/v1/admin/cache"));
  if (!stats) throw Failure(stats.error());
  console::print("entries      {}{}\n", text_of(stats->total),
                 stats->loading ? ", and more: it still reads its folder" : "");
  console::print("hits         {}\nmisses       {}\nevictions    {}\nquarantined  {}\n", stats->hits,
                 text_of(stats->misses), text_of(stats->evictions), stats->quarantined);
  for (const auto& [ns, share] : stats->namespaces) console::print("{}  {}\n", ns, text_of(share));
  return 0;
}

int cache_list(const Settings& settings, const std::string& ns, const std::string& prefix) {
  Asking api(settings);
  std::optional<std::string> cursor = "";
  while (cursor) {
    const auto page = validation::parse_json<files_cache::CachePage>(
        api.get(fmt::format("{}?limit=1000&prefix={}&cursor={}", place(ns), escaped(prefix), escaped(*cursor))));
    if (!page) throw Failure(page.error());
    for (const files_cache::CacheEntry& entry : page->data)
      console::print("{:36}  {:>10} bytes  {}  until {}  {}\n", entry.key, entry.size, to_rfc3339(entry.created_at),
                     entry.expires_at ? to_rfc3339(*entry.expires_at) : "ever", entry.content_type);
    cursor = page->next_cursor;
  }
  return 0;
}

int cache_purge(const Settings& settings, const std::string& ns, const std::vector<std::string>& tags,
                const std::string& prefix, bool all) {
  files_cache::CachePurge purge{.tags = tags, .prefix = {}, .all = all};
  if (!prefix.empty()) purge.prefix = prefix;
  if (tags.empty() && !purge.prefix && !all) throw Failure(kNothingToPurge);
  Asking api(settings);
  api.post(place(ns) + "/_purge", validation::to_json(purge));
  return 0;
}

int cache_verify(const Settings& settings) {
  Asking api(settings);
  std::int64_t checked = 0, corrupt = 0;
  std::optional<std::string> cursor = "";
  while (cursor) {
    const auto step = validation::parse_json<files_cache::CacheVerified>(
        api.post("/v1/admin/cache/_verify?cursor=" + escaped(*cursor)));
    if (!step) throw Failure(step.error());
    checked += step->checked;
    corrupt += step->corrupt;
    cursor = step->next_cursor;
  }
  console::print("{} entries checked, {} damaged{}\n", checked, corrupt, corrupt > 0 ? " and in quarantine" : "");
  return corrupt > 0 ? 1 : 0;
}

}  // namespace tenstone::cli
