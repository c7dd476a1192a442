// Whom reminders are sent to, in the lesson. It prints its port, keeps what comes, and answers as it is ordered to:
//
//   POST /          keeps a line "WEBHOOK-ID BODY" ("-": without an id), waits, and answers
//   GET  /          what it has kept
//   PUT  /answer    "503 1000": from now on with that status, after so many milliseconds
#include <cstdio>
#include <fmt/core.h>
#include <future>
#include <sstream>

#include "tenstone/http/app.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/signals.hpp"
#include "tenstone/runtime/time.hpp"

using namespace tenstone;

int main() {
  std::string kept;  // on the one loop
  int status = 204, wait_ms = 0;
  http::App app;
  app.post("/", [&](http::Request& request) -> Task<http::Response> {
    const std::string_view id = request.header("webhook-id");
    const std::string body(*co_await request.body());
    kept += fmt::format("{} {}\n", id.empty() ? "-" : id, body);
    co_await runtime::sleep_for(std::chrono::milliseconds(wait_ms));
    co_return http::text("", status);
  });
  app.get("/", [&](http::Request&) -> Task<http::Response> { co_return http::text(kept); });
  app.put("/answer", [&](http::Request& request) -> Task<http::Response> {
    std::istringstream(std::string(*co_await request.body())) >> status >> wait_ms;
    co_return http::text("", 204);
  });

  runtime::Loops loops(1);
  const SystemClock clock;
  http::Server server(loops, app, clock, {.port = 0});
  if (const auto started = server.start(); !started) return 1;
  fmt::print("{}\n", server.port());
  std::fflush(stdout);
  std::promise<void> stop;
  runtime::on_stop_signal(loops[0], [&](int) { stop.set_value(); });
  loops.start();
  stop.get_future().wait();
  loops.stop();
  loops.join();
}
