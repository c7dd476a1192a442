#include "tenstone/files/controller.hpp"

#include "files_fixture.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::files {
namespace {

class FilesControllerTest : public FilesTest {
 protected:
  FilesControllerTest() {
    app_.use("a caller", [this](http::Request& request, http::Next next) -> Task<http::Response> {
      if (caller_) request.put(*caller_);
      co_return co_await next(request);
    });
    web::mount(app_, controller_);
  }
  struct Answer {
    http::Response head;
    std::string body;
    std::string header(std::string_view name) const { return std::string(head.header(name).value_or("")); }
  };
  Answer ask(Uuid id, std::vector<std::pair<std::string, std::string>> fields = {},
             http::Method method = http::Method::Get) {
    http::Request request(method, "/v1/files/" + to_string(id), std::move(fields));
    Answer answer{run(app_.handle(request)), {}};
    answer.body = answer.head.content ? drained(std::move(answer.head.content)) : answer.head.body;
    return answer;
  }

  Copies copies_;
  FilesController controller_{store_, &copies_};
  http::App app_;
  std::optional<web::Principal> caller_ = web::Principal{.org = kOrg, .user = kOther, .scopes = {"files:read"}};
};

TEST_F(FilesControllerTest, AFileIsADownload) {
  const auto answer = ask(published("id,state\r\n",
                                    "Gr\xC3\xBC\xC3\x9F"
                                    "e.csv"));
  EXPECT_EQ(answer.head.status, 200);
  EXPECT_EQ(answer.body, "id,state\r\n");
  EXPECT_EQ(answer.header("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_EQ(answer.header("Content-Disposition"),
            "attachment; filename=\"Gr__e.csv\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.csv");
  EXPECT_EQ(answer.header("ETag"), '"' + to_hex(sha256("id,state\r\n")) + '"');
  EXPECT_EQ(answer.header("Accept-Ranges"), "bytes");
  EXPECT_EQ(answer.header("Cache-Control"), "private, no-cache");
}

TEST_F(FilesControllerTest, IsNotThereForOthers) {
  const Uuid id = published("secret"), hidden = put("not yet");
  EXPECT_EQ(ask(hidden).head.problem_code(), "file_not_found");
  caller_->org = kOther;
  EXPECT_EQ(ask(id).head.problem_code(), "file_not_found");
  caller_->org = kOrg;
  caller_->scopes = {"jobs:read"};
  EXPECT_EQ(ask(id).head.problem_code(), "insufficient_scope");
  caller_.reset();
  EXPECT_EQ(ask(id).head.status, 401);
  EXPECT_TRUE(copies_.whole.empty());
}

TEST_F(FilesControllerTest, GivesAPartOfIt) {
  const std::string bytes = bytes_of(kChunkBytes * 2 + 100);
  const Uuid id = published(bytes);
  const auto part = ask(id, {{"Range", "bytes=262140-262149"}});
  EXPECT_EQ(part.head.status, 206);
  EXPECT_EQ(part.body, bytes.substr(262140, 10));
  EXPECT_EQ(part.header("Content-Range"), "bytes 262140-262149/524388");
  EXPECT_TRUE(copies_.whole.empty());  // of a part no copy is kept
  EXPECT_EQ(ask(id, {{"Range", "bytes=999999-"}}).head.status, 416);
  EXPECT_EQ(ask(id, {{"Range", "bytes=0-1"}, {"If-Range", "\"another\""}}).head.status, 200);
}

TEST_F(FilesControllerTest, SendsNoBytesToWhomHasThem) {
  const Uuid id = published("id,state\r\n");
  const auto etag = ask(id).header("ETag");
  const auto again = ask(id, {{"If-None-Match", etag}});
  EXPECT_EQ(again.head.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(ask(id, {{"If-Match", "\"another\""}}).head.problem_code(), "precondition_failed");
}

TEST_F(FilesControllerTest, HeadSaysHowLargeItIs) {
  const Uuid id = published("id,state\r\n");
  http::Request request(http::Method::Head, "/v1/files/" + to_string(id));
  const auto head = run(app_.handle(request));
  EXPECT_EQ(head.status, 200);
  ASSERT_TRUE(head.content);
  EXPECT_EQ(head.content->size(), 10U);
  EXPECT_TRUE(copies_.whole.empty());
}

TEST_F(FilesControllerTest, AWholeFileLeavesACopyFromWhichPartsComeToo) {
  const std::string bytes = bytes_of(kChunkBytes + 100);
  const Uuid id = published(bytes);
  const auto first = ask(id);
  EXPECT_TRUE(first.body == bytes);
  EXPECT_EQ(first.header("Cache-Status"), "tenstone; fwd=miss; stored");
  ASSERT_TRUE(copies_.whole.contains(id));
  EXPECT_TRUE(copies_.whole[id] == bytes);
  sql("delete from file_chunks");
  const auto second = ask(id);
  EXPECT_TRUE(second.body == bytes);
  EXPECT_EQ(second.header("Cache-Status"), "tenstone; hit");
  EXPECT_EQ(ask(id, {{"Range", "bytes=5-9"}}).body, bytes.substr(5, 5));
  sql("delete from files");  // who may read it, and until when, is asked each time
  EXPECT_EQ(ask(id).head.status, 404);
}

TEST_F(FilesControllerTest, ACopyThatBreaksInTheMiddleBreaksNoAnswer) {
  const std::string bytes = bytes_of(kChunkBytes * 2 + 100);
  const Uuid id = published(bytes);
  EXPECT_TRUE(ask(id).body == bytes);
  ASSERT_TRUE(copies_.whole.contains(id));
  copies_.breaks_behind = 1000;
  EXPECT_TRUE(ask(id).body == bytes);
  EXPECT_TRUE(ask(id, {{"Range", "bytes=5-300000"}}).body == bytes.substr(5, 299996));
}

TEST_F(FilesControllerTest, ACopyThatCannotBeKeptIsNoFault) {
  const std::string bytes = bytes_of(kChunkBytes * 3);
  const Uuid id = published(bytes);
  copies_.full = true;
  EXPECT_TRUE(ask(id).body == bytes);
  copies_.keeps = false;
  EXPECT_TRUE(ask(id).body == bytes);
  EXPECT_TRUE(copies_.whole.empty());
}

}  // namespace
}  // namespace tenstone::files
