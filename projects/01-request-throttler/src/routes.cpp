#include "routes.hpp"

#include "embedded/files.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::throttler {
namespace {

constexpr std::string_view kTry = "try-";  // how policies that are there to be tried begin

// A policy as the page draws it.
struct Trial {
  std::string algorithm;
  std::int64_t limit = 0, window_s = 0, burst = 0;
};
constexpr auto schema(validation::For<Trial>) {
  using validation::field;
  return validation::object<Trial>(field("algorithm", &Trial::algorithm), field("limit", &Trial::limit),
                                   field("window_s", &Trial::window_s), field("burst", &Trial::burst));
}

http::Response trials(const rate_limit::Rules& rules) {
  std::vector<Trial> all;
  for (const rate_limit::ReadyRule& ready : rules.all()) {
    const rate_limit::Policy& policy = ready.policy;
    if (!policy.name.starts_with(kTry)) continue;
    all.push_back({std::string(to_string(policy.algorithm)), policy.limit, policy.window.count(), policy.at_once()});
  }
  return http::json(validation::to_json(all));
}

}  // namespace

void add_ping(http::App& app) {
  app.get("/ping", [](http::Request&) -> Task<http::Response> { co_return http::json(R"({"pong":true})"); });
}

void add_page(http::App& app, const rate_limit::PublishedRules& rules) {
  app.get("/", http::page(embedded::files().at("index.html")));
  app.get("/try", [&rules](http::Request&) -> Task<http::Response> { co_return trials(rules.now()); });
  for (const std::string algorithm : {"fixed", "sliding", "log", "gcra", "strict"})
    app.get("/try/" + algorithm, [](http::Request&) -> Task<http::Response> { co_return http::text("allowed\n"); });
}

}  // namespace tenstone::throttler
