#include "tenstone/http/trace.hpp"

#include <gtest/gtest.h>

#include "handlers.hpp"
#include "memory_transport.hpp"
#include "raw_requests.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/middleware.hpp"

namespace tenstone::http {
namespace {

class TraceTest : public ::testing::Test {
 protected:
  TraceTest() {
    app.use(traces(kept)).use(request_id(ids)).use("outer", passes).use("inner", passes);
    app.use("gate", [](Request& request, Next next) -> Task<Response> {
      if (request.path() == "/closed") co_return problem(kNoRoute);
      co_return co_await next(request);
    });
    app.get("/", ok).get("/closed", ok);
    app.get("/throws", [](Request&) -> Task<Response> { throw std::runtime_error("broken"); });
  }
  static Task<Response> passes(Request& request, Next next) { co_return co_await next(request); }
  std::string way(const std::string& path, const std::string& id) {
    converse(app, {get(path, "X-Request-Id: " + id + "\r\n")});
    std::string all;
    const Traces::Record record = kept.find(id).value();
    for (const Trace::Step& step : record.steps) {
      all += std::string(static_cast<std::size_t>(step.depth), ' ') + step.kind + " " + step.name;
      if (!step.outcome.empty()) all += " -> " + step.outcome;
      all += "\n";
      EXPECT_LE(step.begin, step.end);
    }
    return all;
  }
  Traces kept{2};
  SystemClock clock;
  Ids ids{clock};
  App app;
};

TEST_F(TraceTest, WritesDownTheWayInsideOutAndUnderItsId) {
  EXPECT_EQ(way("/", "one"), "middleware request_id\n middleware outer\n  middleware inner\n   middleware gate\n");
  const auto record = kept.find("one").value();
  EXPECT_EQ(record.status, 200);
  EXPECT_EQ(record.route, "/");
}

TEST_F(TraceTest, SaysWhoRefused) {
  EXPECT_EQ(way("/closed", "two"),
            "middleware request_id\n middleware outer\n  middleware inner\n   middleware gate -> no_route\n");
}

TEST_F(TraceTest, EndsItsStepsWhenSomethingIsThrown) {
  EXPECT_TRUE(way("/throws", "three").contains("middleware gate -> exception")) << way("/throws", "three");
  EXPECT_EQ(kept.find("three").value().status, 500);
}

TEST_F(TraceTest, KeepsTheNewest) {
  for (const char* id : {"a", "b", "c"}) way("/", id);
  EXPECT_EQ(kept.ids(), (std::vector<std::string>{"c", "b"}));
  EXPECT_FALSE(kept.find("a"));
}

TEST(Trace, KeepsAtMostTwoHundredSteps) {
  Trace trace;
  for (int i = 0; i < 300; ++i) trace.leave(trace.enter("middleware", "m"), "x");
  EXPECT_EQ(trace.steps().size(), 200U);
  EXPECT_EQ(trace.steps().back().depth, 0);
}

}  // namespace
}  // namespace tenstone::http
