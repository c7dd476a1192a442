// The throttler as one writes it first: a map in the process, checked, then changed. Two processes, two limits.
#include <mutex>
#include <string>
#include <unordered_map>

#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
using namespace std::chrono_literals;

namespace {

struct Count {
  Time ends{};
  int used = 0;
};

// Each event loop is a thread, so even one process needs the lock. The map only grows: an address is never forgotten.
class Counts {
 public:
  bool allows(std::string_view client, Time now) {
    const std::lock_guard hold(mutex_);
    Count& count = counts_[std::string(client)];
    if (now >= count.ends) count = {now + 60s, 0};
    return ++count.used <= 10;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
};

const ErrorCode kTooMany{ErrorKind::Limited, "naive_limit", "Too many requests"};

}  // namespace

int main(int argc, char** argv) {
  service::Service service("naive-throttler");
  return service::run(service, argc, argv, [&] {
    Counts counts;
    http::App app;
    app.use(http::problem_errors(service.log()));
    app.use("limit", [&](http::Request& request, http::Next next) -> Task<http::Response> {
      if (!counts.allows(request.peer(), service.clock().now())) co_return http::problem(Error(kTooMany));
      co_return co_await next(request);
    });
    app.get("/ping", [](http::Request&) -> Task<http::Response> { co_return http::json(R"({"pong":true})"); });
    return service.serve(app, service::Service::Role::Api);
  });
}
