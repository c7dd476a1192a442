// The steps that a controller adds to the trace of a request.
#include "tenstone/http/trace.hpp"

#include "notes_fixture.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/http/middleware.hpp"

namespace notes {
namespace {

class Traced : public web::Asking {
 protected:
  Traced() {
    app_.use(http::traces(kept_)).use(http::request_id(ids_)).use(web::authenticate(users_));
    mount(app_, controller_);
  }
  // The kinds of its steps, and what refused it.
  std::string way(http::Method method, std::string target, std::string body, std::string user) {
    const http::Response answer = ask(method, std::move(target), std::move(body),
                                      {{"X-User", std::move(user)}, {"Content-Type", "application/json"}});
    const http::Traces::Record record = kept_.find(*answer.header("X-Request-Id")).value();
    std::string all;
    for (const http::Trace::Step& step : record.steps) {
      if (step.kind == "middleware") continue;
      EXPECT_EQ(step.depth, 2) << step.kind;
      all += (all.empty() ? "" : " ") + step.kind + (step.outcome.empty() ? "" : ":" + step.outcome);
    }
    return all;
  }

  SystemClock clock_;
  Ids ids_{clock_};
  http::Traces kept_{10};
  std::vector<Note> store_;
  NotesController controller_{store_};
  StandIn users_;
};

TEST_F(Traced, AHandlerThatIsReached) {
  EXPECT_EQ(way(http::Method::Post, "/notes", R"({"title":"tea"})", "mia"), "guard body parameters handler");
}

TEST_F(Traced, ARefusalByEachLayer) {
  EXPECT_EQ(way(http::Method::Post, "/notes", R"({"title":"tea"})", ""), "guard:unauthenticated");
  EXPECT_EQ(way(http::Method::Post, "/notes", "", "mia"), "guard body:body_missing");
  EXPECT_EQ(way(http::Method::Post, "/notes", "{}", "mia"), "guard body parameters:validation_failed");
  EXPECT_EQ(way(http::Method::Get, "/notes/7", "", "mia"), "parameters handler:note_not_found");
}

}  // namespace
}  // namespace notes
