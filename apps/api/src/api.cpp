#include "tenstone/api/api.hpp"

#include <fmt/core.h>

#include "job_json.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::api {
namespace {

inline const ErrorCode kUnauthenticated{ErrorKind::Unauthenticated, "unauthenticated",
                                        "Say who you are: Authorization: Bearer and an API token"};
inline const ErrorCode kJobNotFound{ErrorKind::NotFound, "job_not_found", "There is no such job"};

constexpr std::size_t kPage = 50;

Task<Result<auth::Caller>> caller_of(http::Request& request, auth::ApiTokens& tokens) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view credentials = request.header("Authorization");
  if (!credentials.starts_with(kScheme)) co_return kUnauthenticated;
  co_return co_await tokens.verify(std::string(credentials.substr(kScheme.size())));
}

// The body as one JSON document; none at all is an empty object.
Task<Result<std::string>> input_of(http::Request& request) {
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  if (body->empty()) co_return "{}";
  auto input = validation::parse_json<validation::Json>(*body);
  if (!input) co_return input.error();
  co_return std::move(input->text);
}

http::Response accepted(const jobs::JobRef& job, const std::string& action, Time now) {
  const JobJson queued{.id = job.id, .action = action, .state = "queued", .created_at = now};
  http::Response response = http::json(R"({"job":)" + validation::to_json(queued) + "}", 202);
  response.header("Location", "/v1/jobs/" + to_string(job.id));
  return response;
}

class Routes {
 public:
  Routes(service::Service& service, platform::Platform& platform) : service_(service), platform_(platform) {}

  Task<http::Response> trigger(http::Request& request) {
    const auto caller = co_await caller_of(request, platform_.tokens());
    if (!caller) co_return http::problem(caller.error());
    auto input = co_await input_of(request);
    if (!input) co_return http::problem(input.error());
    const std::string action(request.path_parameter("name"));
    platform::Requester by{caller->org, "token:" + to_string(caller->token)};
    const auto job = co_await platform_.trigger(std::move(by), action, std::move(*input), std::string(request.id()));
    if (!job) co_return http::problem(job.error());
    service_.log().info("action.triggered", {{"action", action}, {"job", job->id}, {"request_id", request.id()}});
    co_return accepted(*job, action, service_.clock().now());
  }

  Task<http::Response> find(http::Request& request) {
    const auto caller = co_await caller_of(request, platform_.tokens());
    if (!caller) co_return http::problem(caller.error());
    const auto id = parse_uuid(request.path_parameter("id"));
    const auto job = id ? co_await platform_.jobs().find(caller->org, *id) : std::nullopt;
    if (!job) co_return http::problem(kJobNotFound);
    co_return http::json(R"({"job":)" + validation::to_json(to_json_of(*job)) + "}");
  }

  Task<http::Response> list(http::Request& request) {
    const auto caller = co_await caller_of(request, platform_.tokens());
    if (!caller) co_return http::problem(caller.error());
    std::vector<JobJson> page;
    for (const jobs::JobSummary& job : co_await platform_.jobs().list(caller->org, {.limit = kPage}))
      page.push_back(to_json_of(job));
    co_return http::json(R"({"data":)" + validation::to_json(page) + "}");
  }

 private:
  service::Service& service_;
  platform::Platform& platform_;
};

}  // namespace

void build(http::App& app, service::Service& service, platform::Platform& platform) {
  app.use(http::request_id(service.ids()));
  app.use(http::access_log(service.log()));
  app.use(http::problem_errors(service.log()));
  const auto routes = std::make_shared<Routes>(service, platform);
  app.post("/v1/actions/{name}", [routes](http::Request& request) { return routes->trigger(request); });
  app.get("/v1/jobs", [routes](http::Request& request) { return routes->list(request); });
  app.get("/v1/jobs/{id}", [routes](http::Request& request) { return routes->find(request); });
}

int serve(service::Service& service, platform::Platform& platform) {
  http::App app;
  build(app, service, platform);
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace tenstone::api
