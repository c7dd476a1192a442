// The limiter that everybody writes first: INCR, then EXPIRE. README.md shows three ways in which it breaks.
#include <cstdlib>
#include <fmt/core.h>

#include "tenstone/http/app.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

constexpr std::int64_t kLimit = 10;
constexpr const char* kWindowSeconds = "10";

inline const ErrorCode kTooMany{ErrorKind::Limited, "too_many_requests", "Too many requests"};

// [snippet:limit]
http::Middleware limit(redis::Redis& redis, bool dies) {
  return [&redis, dies](http::Request& request, http::Next next) -> Task<http::Response> {
    std::string ip(request.header("X-Forwarded-For"));  // whoever asks says who he is
    if (ip.empty()) ip = request.peer();
    const std::string key = fmt::format("rate:{}:{}", ip, request.path());
    const auto count = co_await redis.command({"INCR", key});
    if (dies) std::_Exit(137);  // the power goes, the container is killed, the deploy happens: here
    if (count && count->integer == 1) static_cast<void>(co_await redis.command({"EXPIRE", key, kWindowSeconds}));
    if (count && count->integer > kLimit) co_return http::problem(kTooMany);
    co_return co_await next(request);
  };
}
// [/snippet:limit]

}  // namespace

int main(int argc, char** argv) {
  service::Service service("naive-throttler", {.redis = true});
  return service::run(service, argc, argv, [&] {
    http::App app;
    app.use("limit", limit(service.redis(), std::getenv("DIE_AFTER_INCR") != nullptr));
    app.get("/ping", [](http::Request&) -> Task<http::Response> { co_return http::json(R"({"pong":true})"); });
    return service.serve(app, service::Service::Role::Api);
  });
}
