// An entry that everybody reads has expired. All who meet the miss make it again, at the same time: a stampede.
// /alone/… makes it again in each request, /together/… once for all of them (tenstone/runtime/single_flight.hpp).
#include <atomic>
#include <fmt/format.h>

#include "tenstone/http/app.hpp"
#include "tenstone/runtime/single_flight.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
using namespace std::chrono_literals;

namespace {

// Takes a while, as a report over many rows does.
Task<Result<std::string>> make(std::atomic<int>& made) {
  co_await runtime::sleep_for(300ms);
  co_return fmt::format("made {} times\n", ++made);
}

http::Response answer(const Result<std::string>& report) {
  return report ? http::text(*report) : http::problem(report.error());
}

// [snippet:alone]
Task<http::Response> alone(std::atomic<int>& made) { co_return answer(co_await make(made)); }
// [/snippet:alone]

// [snippet:together]
Task<http::Response> together(runtime::SingleFlight<std::string>& flights, std::atomic<int>& made) {
  const std::function<Task<Result<std::string>>()> work = [&made] { return make(made); };
  co_return answer(co_await flights.run("report", work, 5s));
}
// [/snippet:together]

}  // namespace

int main(int argc, char** argv) {
  service::Service service("stampede");
  return service::run(service, argc, argv, [&] {
    std::atomic<int> made_alone = 0, made_together = 0;
    runtime::SingleFlight<std::string> flights;
    http::App app;
    app.get("/alone/report", [&](http::Request&) { return alone(made_alone); });
    app.get("/together/report", [&](http::Request&) { return together(flights, made_together); });
    return service.serve(app, service::Service::Role::Api);
  });
}
