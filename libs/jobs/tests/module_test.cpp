// Jobs in a program that has nothing else: its own handlers, no platform.
#include "tenstone/jobs/module.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tenstone/http/app.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::jobs {
namespace {

const Uuid kTeaHouse = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");

TEST(JobsModule, RunsTheKindsThatItWasGivenAndThoseThatItAsksFor) {
  const testing::TemporaryDatabase database({});  // the module brings the tables
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / database.name();
  const std::string log = (folder / "log").string();
  std::filesystem::create_directories(folder);

  std::promise<std::string> sent, folded;
  const auto handler = [](std::promise<std::string>* out) -> Handler {
    return [out](jobs::Run& run) -> Task<Outcome> {
      out->set_value(run.payload());
      co_return Done{};
    };
  };
  const auto fold = std::make_shared<const Kind>(Kind{handler(&folded)});
  Module jobs;
  jobs.handle("send", handler(&sent));
  jobs.handle_others({.find = [&](std::string_view kind) { return kind == "fold" ? fold : nullptr; },
                      .refresh = []() -> Task<> { co_return; }});
  jobs.look_at({"letters"});
  EXPECT_THROW(jobs.handle("send", handler(&sent)), std::logic_error);

  service::Service service("letters", {.postgres = true, .redis = true});
  service.add(jobs);
  const auto loaded = service.load({"--postgres-url=" + database.url(), "--redis-url=" + testing::redis_url(),
                                    "--data=" + folder.string(), "--log-destination=" + log, "--http-port=0"});
  ASSERT_TRUE(loaded) << loaded.error().message;
  service.open();
  service.run([&]() -> Task<> {
    for (const char* kind : {"send", "fold"}) {
      NewJob job{.org_id = kTeaHouse, .kind = kind, .payload = "a letter to " + std::string(kind), .queue = "letters"};
      const auto ref = co_await jobs.queue->enqueue(std::move(job));
      if (!ref) throw Failure(ref.error());
    }
  });
  http::App app;
  auto ended = std::async(std::launch::async, [&] { return service.serve(app, service::Service::Role::Worker); });
  for (auto* letter : {&sent, &folded}) {
    auto text = letter->get_future();
    ASSERT_EQ(text.wait_for(std::chrono::seconds(30)), std::future_status::ready);
    EXPECT_EQ(text.get(), letter == &sent ? "a letter to send" : "a letter to fold");
  }
  kill(getpid(), SIGTERM);
  EXPECT_EQ(ended.get(), 0);
  EXPECT_EQ(database.sql("SELECT count(*)::text FROM job_runs WHERE outcome = 'succeeded'"), "2");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tenstone::jobs
