#include "control.hpp"

#include <chrono>
#include <fmt/core.h>

#include "tenstone/config/units.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::service {
namespace {
using namespace std::chrono_literals;
using std::chrono::milliseconds;

struct Advance {
  milliseconds advance{0};
};
constexpr auto schema(validation::For<Advance>) {
  return validation::object<Advance>(validation::field("advance", &Advance::advance).range(1ms, 24h * 365 * 10));
}

http::Response shown(const SystemClock& clock) {
  return http::json(fmt::format(R"({{"now":"{}","ahead_ms":{}}})", to_rfc3339(clock.now()),
                                std::chrono::duration_cast<milliseconds>(clock.offset()).count()));
}

}  // namespace

struct Control::State {
  State(runtime::Loops& loops, MoveClock mover, const SystemClock& own, const logging::Logger& log, unsigned short port)
      : move(std::move(mover)),
        clock(own),
        server(loops, app, own, {.address = "127.0.0.1", .port = port, .log = log}) {
    app.use(http::problem_errors(log));
    app.get("/clock", [this](http::Request&) -> Task<http::Response> { co_return shown(clock); });
    app.post("/clock", [this](http::Request& request) { return advance(request); });
    app.del("/clock", [this](http::Request&) { return move_to({}); });
  }

  Task<http::Response> move_to(std::chrono::microseconds offset) {
    const auto moved = co_await move(offset);
    if (!moved) throw Failure(moved.error());
    co_return shown(clock);
  }
  Task<http::Response> advance(http::Request& request) {
    // A form of another site's page cannot say so.
    if (!request.header("content-type").starts_with("application/json")) throw Failure(http::kUnsupportedMediaType);
    const auto body = co_await request.body();
    if (!body) throw Failure(body.error());
    const auto by = validation::parse_json<Advance>(*body);
    if (!by) throw Failure(by.error());
    co_return co_await move_to(clock.offset() + by->advance);
  }

  const MoveClock move;
  const SystemClock& clock;
  http::App app;
  http::Server server;
};

Control::Control(runtime::Loops& loops, MoveClock move, const SystemClock& clock, const logging::Logger& log,
                 unsigned short port)
    : state_(std::make_unique<State>(loops, std::move(move), clock, log, port)) {}
Control::~Control() = default;

Result<void> Control::start() { return state_->server.start(); }
Task<> Control::drain() { co_await state_->server.drain(1s); }

}  // namespace tenstone::service
