#include "log_caller.hpp"

#include "tenstone/web/principal.hpp"

namespace orders {
using namespace tenstone;

// [snippet:log_caller]
http::NamedMiddleware log_caller(logging::Logger log) {
  return {"log_caller", [log = std::move(log)](http::Request& request, http::Next next) -> Task<http::Response> {
            http::Response response = co_await next(request);
            if (const auto* caller = request.get<web::Principal>())
              log.info("request.by", {{"token", to_string(caller->credential)},
                                      {"method", to_string(request.method())},
                                      {"route", request.route()},
                                      {"status", response.status},
                                      {"request_id", request.id()}});
            co_return response;
          }};
}
// [/snippet:log_caller]

}  // namespace orders
