#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tenstone/core/hash.hpp"
#include "tenstone/files_cache/controller.hpp"
#include "tenstone/files_cache/operators.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::files_cache {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::filesystem::path temporary_folder() {
  std::string name = std::filesystem::temp_directory_path() / "filesXXXXXX";
  return mkdtemp(name.data());
}

class FilesCacheTest : public ::testing::Test {
 protected:
  explicit FilesCacheTest(std::uint64_t max_bytes = std::uint64_t{64} << 20)
      : cache_({.folder = folder_ / "cache", .max_bytes = max_bytes, .min_free_bytes = 0}, clock_, {}, registry_) {
    loops_.start();
    copies_.use(async_);
  }
  ~FilesCacheTest() override {
    loops_.stop();
    loops_.join();
    std::filesystem::remove_all(folder_);
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  files::File file_of(const std::string& bytes) {
    return {.org_id = kOrg,
            .id = ids_.next(),
            .job = {},
            .name = "jobs.csv",
            .content_type = "text/csv",
            .size = bytes.size(),
            .sha256 = sha256(bytes),
            .created_at = clock_.now(),
            .expires_at = clock_.now() + 24h};
  }
  bool keep(const files::File& file, std::string_view bytes) {
    const auto copy = run(copies_.keep(file));
    if (!copy || !run(copy->write(bytes))) return false;
    run(copy->commit());
    return true;
  }
  // All of its pieces, those of a file too; "(none)"; or "(CODE)" when it breaks, with what came before.
  std::string read(const files::File& file, std::uint64_t offset, std::uint64_t length) {
    const auto content = run(copies_.find(file, offset, length));
    if (!content) return "(none)";
    EXPECT_EQ(content->size(), length);
    std::string all;
    for (;;) {
      const auto piece = run(content->next());
      if (!piece) return all + "(" + piece.error().code + ")";
      if (piece->size() == 0) return all;
      if (piece->file < 0) {
        all += piece->bytes;
        continue;
      }
      std::string part(piece->length, '\0');
      const ssize_t got = pread(piece->file, part.data(), part.size(), static_cast<off_t>(piece->offset));
      all += part.substr(0, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
  }
  static std::string bytes_of(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; out.size() < size; ++i) out += std::to_string(i * 7919) + ',';
    out.resize(size);
    return out;
  }
  // Changes one byte of each entry on the disk, so many before its end.
  void damage(std::streamoff from_end) {
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder_ / "cache" / "e")) {
      if (!each.is_regular_file()) continue;
      std::fstream stream(each.path(), std::ios::in | std::ios::out | std::ios::binary);
      stream.seekg(-from_end, std::ios::end);
      const char byte = static_cast<char>(stream.get() ^ 1);
      stream.seekp(-from_end, std::ios::end);
      stream.put(byte);
    }
  }

  static inline const Uuid kOrg = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");

  const std::filesystem::path folder_ = temporary_folder();
  testing::FakeClock clock_;
  Ids ids_{clock_};
  metrics::Registry registry_;
  runtime::Loops loops_{1};
  runtime::BlockingPool pool_{2, 64};
  file_cache::FileCache cache_;
  file_cache::AsyncCache async_{cache_, pool_, loops_[0]};
  Copies copies_{clock_, {}};
};

TEST_F(FilesCacheTest, GivesBackWhatItKept) {
  for (const std::size_t size : {std::size_t{5}, std::size_t{1'000'000}}) {
    const std::string bytes = bytes_of(size);
    const files::File file = file_of(bytes);
    EXPECT_EQ(read(file, 0, size), "(none)");
    ASSERT_TRUE(keep(file, bytes));
    EXPECT_TRUE(read(file, 0, size) == bytes);
    EXPECT_TRUE(read(file, 1, size - 2) == bytes.substr(1, size - 2));
    EXPECT_TRUE(read(file, 0, size) == bytes);  // by sendfile, now that all of it was verified
  }
  EXPECT_EQ(cache_.stats().namespaces.at(to_string(kOrg)).entries, 2U);
}

TEST_F(FilesCacheTest, ACopyThatIsNotWholeIsNone) {
  const files::File file = file_of("hello");
  {
    const auto copy = run(copies_.keep(file));
    ASSERT_TRUE(run(copy->write("hel")));
  }
  EXPECT_EQ(read(file, 0, 5), "(none)");
  {
    const auto copy = run(copies_.keep(file));
    ASSERT_TRUE(run(copy->write("hel")));
    run(copy->commit());
  }
  EXPECT_EQ(read(file, 0, 5), "(none)");
}

TEST_F(FilesCacheTest, ACopyGoesWithItsFile) {
  const files::File file = file_of("hello");
  ASSERT_TRUE(keep(file, "hello"));
  clock_.advance(24h);
  EXPECT_EQ(read(file, 0, 5), "(none)");
  EXPECT_FALSE(keep(file, "hello"));
}

TEST_F(FilesCacheTest, KeepsNothingOfAnEmptyFileAndNothingWithoutACache) {
  EXPECT_FALSE(run(copies_.keep(file_of(""))));
  Copies none(clock_, {});
  EXPECT_FALSE(run(none.keep(file_of("hello"))));
  EXPECT_FALSE(run(none.find(file_of("hello"), 0, 5)));
}

TEST_F(FilesCacheTest, ADamagedCopyGivesNoWrongByte) {
  const files::File small = file_of("hello");
  ASSERT_TRUE(keep(small, "hello"));
  damage(1);
  EXPECT_EQ(read(small, 0, 5), "(none)");
  EXPECT_EQ(cache_.stats().quarantined, 1U);

  const std::string bytes = bytes_of(300'000);
  const files::File large = file_of(bytes);
  ASSERT_TRUE(keep(large, bytes));
  damage(1);
  EXPECT_EQ(read(large, 0, bytes.size()), bytes.substr(0, 4 * 65536) + "(cache_entry_corrupt)");
  EXPECT_EQ(read(large, 0, bytes.size()), "(none)");
}

class FullCacheTest : public FilesCacheTest {
 protected:
  FullCacheTest() : FilesCacheTest(100'000) {}
};

TEST_F(FullCacheTest, KeepsNothingThatHasNoRoom) {
  const files::File file = file_of(bytes_of(200'000));
  EXPECT_FALSE(run(copies_.keep(file)));
  EXPECT_TRUE(keep(file_of("hello"), "hello"));
}

class CacheControllerTest : public FilesCacheTest {
 protected:
  CacheControllerTest() {
    app_.use("a caller", [this](http::Request& request, http::Next next) -> Task<http::Response> {
      if (caller_) request.put(*caller_);
      co_return co_await next(request);
    });
    web::mount(app_, controller_);
  }
  http::Response ask(http::Method method, std::string path, std::string body = "", std::string bearer = "") {
    std::vector<std::pair<std::string, std::string>> fields;
    if (!body.empty()) fields.emplace_back("Content-Type", "application/json");
    if (!bearer.empty()) fields.emplace_back("Authorization", "Bearer " + bearer);
    http::Request request(method, std::move(path), std::move(fields), std::move(body));
    return run(app_.handle(request));
  }
  std::string get(std::string path) { return ask(http::Method::Get, std::move(path)).body; }

  const std::string secret_ = std::string(64, 'a');
  const std::string entries_ = "/v1/admin/cache/" + to_string(kOrg);
  CacheController controller_{copies_, operators(Secret<std::string>(secret_))};
  http::App app_;
  std::optional<web::Principal> caller_ = web::Principal{.org = kOrg, .user = kOrg, .scopes = {"installation:cache"}};
};

TEST_F(CacheControllerTest, IsForOperators) {
  caller_->scopes = {"*"};
  EXPECT_EQ(ask(http::Method::Get, "/v1/admin/cache").problem_code(), "insufficient_scope");
  caller_.reset();
  EXPECT_EQ(ask(http::Method::Get, "/v1/admin/cache").status, 401);
  EXPECT_EQ(ask(http::Method::Get, "/v1/admin/cache", "", std::string(64, 'b')).status, 401);
  EXPECT_EQ(ask(http::Method::Get, "/v1/admin/cache", "", secret_).status, 200);
}

TEST_F(CacheControllerTest, SaysWhatTheCacheHolds) {
  const files::File file = file_of("hello");
  ASSERT_TRUE(keep(file, "hello"));
  read(file, 0, 5);
  EXPECT_THAT(get("/v1/admin/cache"), HasSubstr(R"("total":{"entries":1,"bytes":4096})"));
  EXPECT_THAT(get("/v1/admin/cache"), HasSubstr("\"hits\":1,"));
  EXPECT_THAT(get(entries_), HasSubstr("{\"data\":[{\"key\":\"" + to_string(file.id) + "\",\"size\":5,"));
  EXPECT_THAT(get(entries_), HasSubstr("\"next_cursor\":null"));
  EXPECT_THAT(get(entries_ + "?prefix=zz"), HasSubstr("\"data\":[]"));
  EXPECT_EQ(ask(http::Method::Get, "/v1/admin/cache/A%20B").problem_code(), "invalid_cache_namespace");
}

TEST_F(CacheControllerTest, FindsDamage) {
  const files::File file = file_of("hello");
  ASSERT_TRUE(keep(file, "hello"));
  EXPECT_EQ(ask(http::Method::Post, "/v1/admin/cache/_verify").body, R"({"checked":1,"corrupt":0,"next_cursor":null})");
  damage(1);
  EXPECT_EQ(ask(http::Method::Post, "/v1/admin/cache/_verify").body, R"({"checked":1,"corrupt":1,"next_cursor":null})");
  EXPECT_EQ(ask(http::Method::Post, "/v1/admin/cache/_verify?cursor=%21").problem_code(), "invalid_cache_cursor");
}

TEST_F(CacheControllerTest, Purges) {
  const files::File file = file_of("hello"), other = file_of("other");
  ASSERT_TRUE(keep(file, "hello"));
  ASSERT_TRUE(keep(other, "other"));
  EXPECT_EQ(ask(http::Method::Post, entries_ + "/_purge", "{}").problem_code(), "invalid_purge");
  EXPECT_EQ(ask(http::Method::Post, entries_ + "/_purge", R"({"prefix":")" + to_string(other.id) + "\"}").status, 204);
  EXPECT_EQ(read(other, 0, 5), "(none)");
  EXPECT_EQ(read(file, 0, 5), "hello");
  EXPECT_EQ(ask(http::Method::Post, entries_ + "/_purge", R"({"all":true})").status, 204);
  EXPECT_EQ(read(file, 0, 5), "(none)");
}

TEST_F(CacheControllerTest, SaysThatThereIsNone) {
  Copies none(clock_, {});
  CacheController without(none, operators(Secret<std::string>(secret_)));
  http::App app;
  web::mount(app, without);
  for (const auto& [method, path] : {std::pair(http::Method::Get, "/v1/admin/cache"),
                                     {http::Method::Get, "/v1/admin/cache/a"},
                                     {http::Method::Post, "/v1/admin/cache/_verify"}}) {
    http::Request request(method, path, {{"Authorization", "Bearer " + secret_}});
    EXPECT_EQ(run(app.handle(request)).problem_code(), "cache_unavailable") << path;
  }
}

}  // namespace
}  // namespace tenstone::files_cache
