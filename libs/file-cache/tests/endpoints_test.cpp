#include "tenstone/file_cache/endpoints.hpp"

#include "temporary_cache.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/http/content.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::file_cache {
namespace {

using namespace std::chrono_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;
using http::Method;

// Without a connection: what is read of it is in features/wire.feature of project 04.
class CacheRoutes : public ::testing::Test {
 protected:
  CacheRoutes() {
    loops.start();
    const web::AccessTokens tokens(web::AccessTokenSettings{.write_tokens = {{sha256("writer")}}});
    add_cache_routes(app, async, tokens, 60s);
  }
  ~CacheRoutes() override {
    loops.stop();
    loops.join();
  }
  http::Response ask(Method method, std::string target, Fields fields = {}, std::string body = {}) {
    fields.emplace_back("Authorization", "Bearer writer");
    http::Request request(method, std::move(target), std::move(fields), std::move(body));
    return testing::await(loops[1], app.handle(request));
  }
  std::string summary(Method method, std::string target, Fields fields = {}, std::string body = {}) {
    const http::Response response = ask(method, std::move(target), std::move(fields), std::move(body));
    const std::string code(response.problem_code());
    return std::to_string(response.status) + (code.empty() ? "" : " " + code);
  }
  // All that is sent, and how the sending ends: "" or an error's code.
  std::pair<std::string, std::string> sent(http::Response response) {
    if (!response.content) return {response.body, ""};
    for (std::string all;;) {
      auto piece = testing::await(loops[1], response.content->next());
      if (!piece) return {all, piece.error().code};
      if (piece->size() == 0) return {all, ""};
      if (piece->file < 0) {
        all += piece->bytes;
        continue;
      }
      std::string part(piece->length, '\0');
      EXPECT_EQ(::pread(piece->file, part.data(), part.size(), static_cast<off_t>(piece->offset)),
                static_cast<ssize_t>(part.size()));
      all += part;
    }
  }

  TemporaryCache cache{{.max_entry_bytes = 4 << 20, .min_free_bytes = 0}};
  runtime::Loops loops{2};
  runtime::BlockingPool pool{2, 64};
  AsyncCache async{*cache.cache, pool, loops[0]};
  http::App app;
};

TEST_F(CacheRoutes, GiveBackWhatWasPut) {
  EXPECT_EQ(summary(Method::Get, "/cache/ns/a/b"), "404 cache_miss");
  EXPECT_EQ(summary(Method::Put, "/cache/ns/a/b", {{"Content-Type", "text/plain"}}, "hello"), "201");
  const auto hit = ask(Method::Get, "/cache/ns/a/b");
  EXPECT_EQ(hit.body, "hello");
  EXPECT_EQ(hit.header("Content-Type"), "text/plain");
  EXPECT_EQ(hit.header("Cache-Status"), "tenstone; hit; ttl=60");
  EXPECT_EQ(hit.header("Cache-Control"), "no-cache");
  EXPECT_EQ(summary(Method::Put, "/cache/ns/a/b", {}, "hello again"), "200");
  EXPECT_EQ(summary(Method::Delete, "/cache/ns/a/b"), "204");
  EXPECT_EQ(ask(Method::Delete, "/cache/ns/a/b").header("Cache-Status"), "tenstone; fwd=miss; detail=absent");
}

TEST_F(CacheRoutes, TellAgeAndWhatIsLeft) {
  ask(Method::Put, "/cache/ns/key", {{"Cache-Control", "max-age=60"}}, "hello");
  cache.clock.advance(19s + 10ms);
  const auto hit = ask(Method::Get, "/cache/ns/key");
  EXPECT_EQ(hit.header("Age"), "19");
  EXPECT_EQ(hit.header("Cache-Status"), "tenstone; hit; ttl=41");
  cache.clock.advance(41s);
  EXPECT_EQ(ask(Method::Get, "/cache/ns/key").header("Cache-Status"), "tenstone; fwd=miss; detail=expired");
}

TEST_F(CacheRoutes, SendALargeEntryWholeAndInParts) {
  const std::string body = filled(300'000, 7);
  EXPECT_EQ(summary(Method::Put, "/cache/ns/large", {}, body), "201");
  const auto part = [&](std::size_t from, std::size_t to) {
    return sent(
        ask(Method::Get, "/cache/ns/large", {{"Range", "bytes=" + std::to_string(from) + "-" + std::to_string(to)}}));
  };
  const std::vector<std::pair<std::size_t, std::size_t>> parts = {
      {0, 0}, {65'535, 65'536}, {65'536, 131'071}, {10, 299'999}, {299'999, 299'999}};
  for (const auto& [from, to] : parts) EXPECT_TRUE(part(from, to).first == body.substr(from, to - from + 1)) << from;
  for (int verified = 0; verified < 2; ++verified) EXPECT_TRUE(sent(ask(Method::Get, "/cache/ns/large")).first == body);
  for (const auto& [from, to] : parts)
    EXPECT_TRUE(part(from, to).first == body.substr(from, to - from + 1)) << from << " once it is verified";
}

TEST_F(CacheRoutes, CutALargeEntryWhereItIsDamaged) {
  const std::string body = filled(300'000, 7);
  ask(Method::Put, "/cache/ns/large", {}, body);
  const auto file = cache.file("large", "ns");
  flip(file, std::filesystem::file_size(file) * 8 - 1);
  const auto [all, error] = sent(ask(Method::Get, "/cache/ns/large"));
  EXPECT_TRUE(all == body.substr(0, 4 * kBlockBytes));
  EXPECT_EQ(error, "cache_entry_corrupt");
  EXPECT_EQ(summary(Method::Get, "/cache/ns/large"), "404 cache_miss");
}

TEST_F(CacheRoutes, WriteOnConditions) {
  const auto etag =
      std::string(ask(Method::Put, "/cache/ns/key", {{"If-None-Match", "*"}}, "one").header("ETag").value());
  EXPECT_EQ(summary(Method::Put, "/cache/ns/key", {{"If-None-Match", "*"}}, "two"), "412 cache_precondition_failed");
  EXPECT_EQ(summary(Method::Put, "/cache/ns/key", {{"If-Match", "\"other\""}}, "two"), "412 cache_precondition_failed");
  EXPECT_EQ(summary(Method::Delete, "/cache/ns/key", {{"If-Match", "\"other\""}}), "412 cache_precondition_failed");
  EXPECT_EQ(ask(Method::Get, "/cache/ns/key").body, "one");
  EXPECT_EQ(summary(Method::Put, "/cache/ns/key", {{"If-Match", etag}}, "two"), "200");
  EXPECT_EQ(summary(Method::Delete, "/cache/ns/key", {{"If-Match", etag}}), "412 cache_precondition_failed");
  EXPECT_EQ(summary(Method::Delete, "/cache/ns/key", {{"If-Match", "*"}}), "204");
}

TEST_F(CacheRoutes, RefuseWhatCannotBeStored) {
  const auto put = [&](std::string target, Fields fields = {}, std::string body = "x") {
    return summary(Method::Put, std::move(target), std::move(fields), std::move(body));
  };
  EXPECT_EQ(put("/cache/ns/key", {}, ""), "411 length_required");
  EXPECT_EQ(put("/cache/ns/_purge"), "422 invalid_cache_key");
  EXPECT_EQ(put("/cache/ns/_own/key"), "422 invalid_cache_key");
  EXPECT_EQ(put("/cache/NS/key"), "422 invalid_cache_namespace");
  EXPECT_EQ(put("/cache/_stats/key"), "422 invalid_cache_namespace");
  EXPECT_EQ(put("/cache/ns/key", {{"Cache-Control", "max-age=0"}}), "422 invalid_cache_ttl");
  EXPECT_EQ(put("/cache/ns/key", {}, filled((4 << 20) + 1, 1)), "413 cache_entry_too_large");
  EXPECT_EQ(summary(Method::Get, "/cache/ns/key"), "404 cache_miss");
}

TEST_F(CacheRoutes, PurgeAndList) {
  for (const char* key : {"docs/a", "docs/b", "more/c"}) ask(Method::Put, std::string("/cache/ns/") + key, {}, "x");
  const std::string listed = ask(Method::Get, "/cache/ns?prefix=docs/").body;
  EXPECT_TRUE(listed.contains("docs/a") && listed.contains("docs/b") && !listed.contains("more/c")) << listed;
  EXPECT_TRUE(listed.contains(R"("next_cursor":null)")) << listed;
  EXPECT_EQ(summary(Method::Post, "/cache/ns/_purge", {}, R"({"prefix":"docs/"})"), "204");
  EXPECT_EQ(ask(Method::Get, "/cache/ns/docs/a").header("Cache-Status"), "tenstone; fwd=miss; detail=invalidated");
  EXPECT_EQ(summary(Method::Get, "/cache/ns/more/c"), "200");
  EXPECT_EQ(summary(Method::Post, "/cache/ns/_purge", {}, "{}"), "422 invalid_purge");
  EXPECT_EQ(summary(Method::Get, "/cache/ns?limit=0"), "422 validation_failed");
  const std::string stats = ask(Method::Get, "/cache/_stats").body;
  EXPECT_TRUE(stats.contains(R"("hits":1)") && stats.contains(R"("invalidated":1)")) << stats;
}

}  // namespace
}  // namespace tenstone::file_cache
