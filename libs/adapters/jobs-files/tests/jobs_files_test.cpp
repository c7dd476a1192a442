// A program that serves alone: what its jobs attach can be read when they have succeeded.
#include "tenstone/jobs_files/jobs_files.hpp"

#include <csignal>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/files/module.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::jobs_files {
namespace {

const Uuid kTeaHouse = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");

Task<jobs::Outcome> report(jobs::Run& run) {
  const auto file = co_await run.attach(run.payload() + ".csv", "text/csv", "id\r\n" + run.payload() + "\r\n");
  if (!file) co_return jobs::Discard{file.error().message, file.error().code};
  if (run.payload() == "in vain") co_return jobs::Discard{"no"};
  co_return jobs::Done{.result = "{\"file\":\"" + to_string(*file) + "\"}"};
}

class JobsFilesTest : public ::testing::Test {
 protected:
  JobsFilesTest() {
    service_.with<Module>();
    service_.with<jobs::Module>().handle("report", report);
    const auto loaded = service_.load({"--postgres-url=" + database_.url(), "--redis-url=" + testing::redis_url(),
                                       "--data=" + folder_.string(), "--http-port=0", "--files-retention=2d",
                                       "--log-destination=stderr"});
    if (!loaded) throw Failure(loaded.error());
    service_.open();
  }
  ~JobsFilesTest() override { std::filesystem::remove_all(folder_); }

  Uuid enqueue(std::string payload) {
    Uuid id;
    service_.run([&]() -> Task<> {
      jobs::NewJob job{.org_id = kTeaHouse, .kind = "report", .payload = std::move(payload)};
      const auto ref = co_await service_.with<jobs::Module>().queue->enqueue(std::move(job));
      if (!ref) throw Failure(ref.error());
      id = ref->id;
    });
    return id;
  }
  void serve_until_all_have_ended() {
    http::App app;
    auto ended = std::async(std::launch::async, [&] { return service_.serve(app, service::Service::Role::Alone); });
    const runtime::Stopwatch watch;
    while (database_.sql("select count(*) from jobs") != "0" && watch.elapsed() < std::chrono::seconds(60))
      std::this_thread::yield();
    raise(SIGTERM);
    EXPECT_EQ(ended.get(), 0);
  }

  const testing::TemporaryDatabase database_{{}};
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / database_.name();
  service::Service service_{"tea-house", {.postgres = true, .redis = true}};
};

TEST_F(JobsFilesTest, AFileIsThereWithItsJobsSuccessAndNotOtherwise) {
  const Uuid teas = enqueue("teas"), in_vain = enqueue("in vain");
  serve_until_all_have_ended();
  EXPECT_EQ(database_.sql("select name, published_at is not null, extract(day from expires_at - published_at), "
                          "convert_from(bytes, 'UTF8') from files join file_chunks on id = file order by name"),
            "in vain.csv|f||id\r\nin vain\r\n\nteas.csv|t|2|id\r\nteas\r\n");
  EXPECT_EQ(database_.sql(
                "select published_at = finished_at and result::json->>'file' = files.id::text from files join job_runs "
                "on job = public_id where outcome = 'succeeded'"),
            "t");
  EXPECT_EQ(database_.sql("select (select job from files where name = 'teas.csv') = '" + to_string(teas) +
                          "', (select files is null and result is null from job_runs where public_id = '" +
                          to_string(in_vain) + "')"),
            "t|t");
}

TEST_F(JobsFilesTest, WhatTheStoreRefusesTheHandlerIsTold) {
  enqueue("a/b");
  serve_until_all_have_ended();
  EXPECT_EQ(database_.sql("select error_code from job_runs"), "invalid_file_name");
}

// The fence, by SQL alone: the store is asked to publish what an attempt that lost its claim left.
TEST_F(JobsFilesTest, AFileOfAnAttemptThatDidNotSucceedIsNotPublished) {
  Uuid kept;
  service_.run([&]() -> Task<> {
    Attachments attachments(*service_.with<files::Module>().store);
    const jobs::AttemptKey attempt{.org_id = kTeaHouse, .job = service_.ids().next(), .worker = 1, .attempt = 1};
    jobs::NewFile file{"late.csv", "text/csv", "late"};
    kept = (co_await attachments.keep(attempt, std::move(file))).value();
    const auto done = co_await service_.database().write(attachments.publish({{attempt, kept}}));
    if (!done) throw Failure(done.error());
  });
  EXPECT_EQ(database_.sql("select published_at is null from files where id = '" + to_string(kept) + "'"), "t");
}

}  // namespace
}  // namespace tenstone::jobs_files
