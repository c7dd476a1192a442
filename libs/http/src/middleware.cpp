#include "tenstone/http/middleware.hpp"

#include <algorithm>
#include <array>

#include "exception_answer.hpp"
#include "logged_path.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::http {
namespace {

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' ||
           c == '-';
  });
}

}  // namespace

NamedMiddleware request_id(Ids& ids) {
  return {"request_id", [&ids](Request& request, Next next) -> Task<Response> {
            const std::string_view given = request.header("X-Request-Id");
            if (is_request_id(given)) {
              request.set_id(given);
            } else {
              const UuidText made = text_of(ids.next());
              request.set_id({made.data(), made.size()});
            }
            Response response = co_await next(request);
            response.header("X-Request-Id", request.id());
            response.name_request(request.id());
            co_return response;
          }};
}

NamedMiddleware access_log(logging::Logger log) {
  return {"access_log", [log = std::move(log)](Request& request, Next next) -> Task<Response> {
            const runtime::Stopwatch stopwatch;
            Response response = co_await next(request);
            const double ms = static_cast<double>(stopwatch.elapsed().count()) / 1000;
            const std::string_view method = to_string(request.method()), trace = request.trace_id();
            const LoggedPath path(request);
            if (trace.empty())
              log.info("request.done", {{"method", method},
                                        {"path", path.text()},
                                        {"status", response.status},
                                        {"ms", ms},
                                        {"bytes", response.body_size().value_or(0)},
                                        {"request_id", request.id()},
                                        {"peer", request.peer()},
                                        {"client", request.client()}});
            else
              log.info("request.done", {{"method", method},
                                        {"path", path.text()},
                                        {"status", response.status},
                                        {"ms", ms},
                                        {"bytes", response.body_size().value_or(0)},
                                        {"request_id", request.id()},
                                        {"trace_id", trace},
                                        {"peer", request.peer()},
                                        {"client", request.client()}});
            co_return response;
          }};
}

NamedMiddleware problem_errors(logging::Logger log) {
  return {"problem_errors", [log = std::move(log)](Request& request, Next next) -> Task<Response> {
            try {
              co_return co_await next(request);
            } catch (...) {
              co_return answer_to_current_exception(request, log);
            }
          }};
}

Task<Response> answered(Request& request, Next next) {
  try {
    co_return co_await next(request);
  } catch (...) {
    co_return answer_to_current_exception(request, request.log_ == nullptr ? logging::Logger() : *request.log_);
  }
}

}  // namespace tenstone::http
