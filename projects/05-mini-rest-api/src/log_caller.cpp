#include "log_caller.hpp"

#include "tenstone/http/middleware.hpp"
#include "tenstone/web/principal.hpp"

namespace orders {
using namespace tenstone;
namespace {

// [snippet:log_caller]
Task<http::Response> log_it(http::Request& request, http::Next next, const logging::Logger& log) {
  http::Response response = co_await http::answered(request, std::move(next));  // also of what is thrown
  if (const auto* caller = request.get<web::Principal>())
    log.info("request.by", {{"token", to_string(caller->credential)},
                            {"method", to_string(request.method())},
                            {"route", request.route()},
                            {"status", response.status},
                            {"request_id", request.id()}});
  co_return response;
}
// [/snippet:log_caller]

}  // namespace

http::NamedMiddleware log_caller(logging::Logger log) {
  return {"log_caller", [log = std::move(log)](http::Request& request, http::Next next) {
            return log_it(request, std::move(next), log);
          }};
}

}  // namespace orders
