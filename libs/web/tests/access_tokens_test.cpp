#include "tenstone/web/access_tokens.hpp"

#include <fstream>
#include <sys/stat.h>

#include "asking.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/token_text.hpp"

namespace tenstone::web {
namespace {
namespace fs = std::filesystem;

class Access : public Asking {
 protected:
  Access() {
    const auto done = [](http::Request&) -> Task<http::Response> { co_return http::Response(204); };
    app_.get("/note", tokens_.for_readers(done));
    app_.put("/note", tokens_.for_writers(done));
    app_.get("/log", downloads_.for_readers(done));
    app_.post("/log", downloads_.for_downloaders(done));
  }
  std::string answer(http::Method method, Headers fields, std::string_view path = "/note") {
    const http::Response response = ask(method, std::string(path), {}, std::move(fields));
    return std::to_string(response.status) + std::string(response.is_problem() ? " " : "") +
           std::string(response.problem_code());
  }
  static Headers bearer(std::string_view token) { return {{"Authorization", "Bearer " + std::string(token)}}; }

  AccessTokens tokens_{AccessTokenSettings{.read_tokens = {{sha256("reader"), sha256("other-reader")}},
                                           .write_tokens = {{sha256("writer"), sha256("other-writer")}}}};
  AccessTokens downloads_{
      DownloadTokenSettings{.read_tokens = {{sha256("reader")}}, .download_tokens = {{sha256("downloader")}}}};
};

TEST_F(Access, ATokenDoesWhatItsListSays) {
  using enum http::Method;
  for (const char* reader : {"reader", "other-reader"}) {
    EXPECT_EQ(answer(Get, bearer(reader)), "204");
    EXPECT_EQ(answer(Put, bearer(reader)), "403 read_only_token");
  }
  for (const char* writer : {"writer", "other-writer"}) {
    EXPECT_EQ(answer(Get, bearer(writer)), "204");
    EXPECT_EQ(answer(Put, bearer(writer)), "204");
  }
}

TEST_F(Access, ADownloadNeedsATokenThatMayDownload) {
  using enum http::Method;
  EXPECT_EQ(answer(Get, bearer("reader"), "/log"), "204");
  EXPECT_EQ(answer(Post, bearer("reader"), "/log"), "403 no_download_token");
  EXPECT_EQ(answer(Get, bearer("downloader"), "/log"), "204");
  EXPECT_EQ(answer(Post, bearer("downloader"), "/log"), "204");
  EXPECT_EQ(answer(Post, {}, "/log"), "401 token_required");
  EXPECT_EQ(answer(Post, bearer("writer"), "/log"), "401 token_unknown");
  const http::Request request(Put, "/", bearer("downloader"));
  EXPECT_EQ(downloads_.check_write(request).error().code, "read_only_token");
}

TEST_F(Access, WhoShowsNoTokenOrAWrongOneIsRefused) {
  for (const http::Method method : {http::Method::Get, http::Method::Put}) {
    EXPECT_EQ(answer(method, {}), "401 token_required");
    EXPECT_EQ(answer(method, {{"Authorization", "Basic d3JpdGVy"}}), "401 token_required");
    for (const std::string& wrong : {std::string("write"), std::string("writer="), std::string("WRITER"),
                                     to_hex(sha256("writer")), to_base64url(sha256("writer"))})
      EXPECT_EQ(answer(method, bearer(wrong)), "401 token_unknown") << wrong;
    EXPECT_EQ(answer(method, {{"Authorization", "Bearer"}}), "401 token_unknown");
    EXPECT_EQ(answer(method, {{"Authorization", "Bearer writer"}, {"Authorization", "Bearer writer"}}),
              "401 token_unknown");
  }
}

TEST_F(Access, AGuardSaysTheSame) {
  http::Request request(http::Method::Put, "/note", bearer("reader"));
  const auto refusal = [&](const Guard& guard) {
    const auto result = tenstone::testing::await(loops_[0], guard.check(request));
    return result ? "" : result.error().code;
  };
  EXPECT_EQ(refusal(tokens_.may_read()), "");
  EXPECT_EQ(refusal(tokens_.may_write()), "read_only_token");
  EXPECT_EQ(refusal(downloads_.may_download()), "no_download_token");
}

TEST(AccessTokenSettings, AreHashesWithCommasBetween) {
  const std::string one = to_hex(sha256("one")), two = to_hex(sha256("two"));
  const auto read = [](const std::string& list) {
    return validation::parse_json<AccessTokenSettings>(R"({"read_tokens":")" + list + R"("})");
  };
  EXPECT_EQ(read(one + ", " + two)->read_tokens.hashes, (std::vector{sha256("one"), sha256("two")}));
  EXPECT_EQ(read("")->read_tokens.hashes, std::vector<std::string>{});
  for (const std::string& wrong : {std::string("reader"), one.substr(2), one + "," + two.substr(1), one + two})
    EXPECT_FALSE(read(wrong)) << wrong;
}

TEST(NewAccessToken, IsATokenAndItsHash) {
  const NewAccessToken made = new_access_token();
  EXPECT_TRUE(token_prefix(made.text.reveal()));
  EXPECT_EQ(made.hash, to_hex(sha256(made.text.reveal())));
  EXPECT_TRUE(describe(made).contains("sha256: " + made.hash + "\n"));
  EXPECT_TRUE(describe(made, "TENSTONE_ACCESS_DOWNLOAD_TOKENS").contains("or TENSTONE_ACCESS_DOWNLOAD_TOKENS.\n"));
}

class DevelopmentToken : public ::testing::Test {
 protected:
  DevelopmentToken() {
    std::string pattern = (fs::temp_directory_path() / "access-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~DevelopmentToken() override { fs::remove_all(folder_); }
  std::string kept() const {
    std::ifstream in(folder_ / "token");
    std::string text;
    std::getline(in, text);
    return text;
  }
  static bool writes(const AccessTokens& tokens, const std::string& token) {
    const http::Request request(http::Method::Put, "/", {{"Authorization", "Bearer " + token}});
    return tokens.check_write(request).has_value();
  }
  fs::path folder_;
};

TEST_F(DevelopmentToken, IsMadeOnceAndOnlyItsOwnerCanReadIt) {
  EXPECT_TRUE(writes(open_access_tokens(AccessTokenSettings(), false, folder_), kept()));
  const std::string first = kept();
  EXPECT_TRUE(token_prefix(first));
  struct stat info{};
  ASSERT_EQ(stat((folder_ / "token").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_TRUE(writes(open_access_tokens(AccessTokenSettings(), false, folder_), first));
  EXPECT_EQ(kept(), first);
}

TEST_F(DevelopmentToken, IsMadeAgainWhereTheFileHoldsNone) {
  std::ofstream(folder_ / "token") << "\n";
  EXPECT_FALSE(writes(open_access_tokens(AccessTokenSettings(), false, folder_), ""));
  EXPECT_TRUE(token_prefix(kept()));
}

TEST_F(DevelopmentToken, IsNotMadeWhereSettingsHaveOne) {
  const AccessTokens tokens =
      open_access_tokens(AccessTokenSettings{.write_tokens = {{sha256("writer")}}}, false, folder_);
  EXPECT_TRUE(writes(tokens, "writer"));
  EXPECT_FALSE(fs::exists(folder_ / "token"));
}

TEST_F(DevelopmentToken, IsNotMadeInProductionWhichNeedsASetting) {
  try {
    open_access_tokens(AccessTokenSettings(), true, folder_);
    FAIL() << "it starts without tokens";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.error().is(kAccessTokensMissing));
    EXPECT_TRUE(failure.error().message.contains("TENSTONE_ACCESS_WRITE_TOKENS"));
  }
  EXPECT_FALSE(fs::exists(folder_ / "token"));
}

TEST_F(Access, OperatingNeedsATokenThatMayOperate) {
  const AccessTokens tokens(
      OperateTokenSettings{.read_tokens = {{sha256("reader")}}, .operate_tokens = {{sha256("operator")}}});
  const http::Request by_reader(http::Method::Post, "/", bearer("reader")),
      by_operator(http::Method::Post, "/", bearer("operator")), by_nobody(http::Method::Post, "/", bearer("nobody"));
  EXPECT_TRUE(tokens.check_read(by_reader));
  EXPECT_TRUE(tokens.check_read(by_operator));
  EXPECT_EQ(tokens.check_operate(by_reader).error().code, "no_operate_token");
  EXPECT_TRUE(tokens.check_operate(by_operator));
  EXPECT_EQ(tokens.check_operate(by_nobody).error().code, "token_unknown");
  EXPECT_EQ(tokens.check_write(by_operator).error().code, "read_only_token");
}

TEST_F(DevelopmentToken, MayOperateWhereTokensDo) {
  const AccessTokens tokens = open_access_tokens(OperateTokenSettings(), false, folder_);
  const http::Request request(http::Method::Post, "/", {{"Authorization", "Bearer " + kept()}});
  EXPECT_TRUE(tokens.check_operate(request));
}

TEST_F(DevelopmentToken, MayDownloadWhereTokensDo) {
  const AccessTokens tokens = open_access_tokens(DownloadTokenSettings(), false, folder_);
  const http::Request request(http::Method::Get, "/", {{"Authorization", "Bearer " + kept()}});
  EXPECT_TRUE(tokens.check_download(request));
  try {
    open_access_tokens(DownloadTokenSettings(), true, folder_);
    FAIL() << "it starts without tokens";
  } catch (const Failure& failure) {
    for (const char* name : {"TENSTONE_ACCESS_DOWNLOAD_TOKENS", "TENSTONE_ACCESS_READ_TOKENS"})
      EXPECT_TRUE(failure.error().message.contains(name)) << name;
  }
}

}  // namespace
}  // namespace tenstone::web
