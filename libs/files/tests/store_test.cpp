#include "files_fixture.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/files/reading.hpp"

namespace tenstone::files {
namespace {

class StoreTest : public FilesTest {
 protected:
  std::string read(Uuid id, std::uint64_t offset, std::uint64_t length, std::unique_ptr<Copy> copy = nullptr) {
    const auto file = run(store_.find(kOrg, id));
    if (!file) return "no file";
    return drained(stored_content(store_, *file, offset, length, std::move(copy)));
  }
};

TEST_F(StoreTest, AFileIsSeenOnceItIsPublished) {
  const Uuid id = put("id,state\r\n");
  EXPECT_FALSE(run(store_.find(kOrg, id)));
  EXPECT_TRUE(run(store_.of_job(kOrg, kJob)).empty());
  publish(id);
  const auto file = run(store_.find(kOrg, id));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->name, "jobs.csv");
  EXPECT_EQ(file->content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(file->size, 10U);
  EXPECT_EQ(file->job, kJob);
  EXPECT_EQ(file->sha256, sha256("id,state\r\n"));
  EXPECT_EQ(run(store_.of_job(kOrg, kJob)).size(), 1U);
}

TEST_F(StoreTest, AFileIsItsOrganisationsAlone) {
  const Uuid id = published("secret");
  EXPECT_FALSE(run(store_.find(kOther, id)));
  EXPECT_TRUE(run(store_.of_job(kOther, kJob)).empty());
}

TEST_F(StoreTest, EveryPartOfAFileIsItsBytes) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kChunkBytes - 1, kChunkBytes, kChunkBytes + 1, 3 * kChunkBytes + 17}) {
    const std::string bytes = bytes_of(size);
    const Uuid id = published(bytes);
    EXPECT_EQ(sql("select count(*) from file_chunks where file = '" + to_string(id) + "'"),
              std::to_string((size + kChunkBytes - 1) / kChunkBytes));
    EXPECT_TRUE(read(id, 0, size) == bytes) << size;
    if (size < 2) continue;
    for (const std::size_t from : {std::size_t{1}, size / 2, size - 1})
      EXPECT_TRUE(read(id, from, size - from) == bytes.substr(from)) << size << " from " << from;
    EXPECT_TRUE(read(id, size / 3, size / 3) == bytes.substr(size / 3, size / 3)) << size;
  }
}

TEST_F(StoreTest, RefusesWhatIsTooLargeOrBadlyNamed) {
  EXPECT_EQ(refusal({"large", "text/csv", std::string(kMaxFileBytes + 1, 'x')}), "file_too_large");
  for (const char* name : {"", ".", "..", "a/b", "a\\b", "a\nb", "\xC3", "\xED\xA0\x80"})
    EXPECT_EQ(refusal({name, "text/csv", ""}), "invalid_file_name") << name;
  EXPECT_EQ(refusal({std::string(256, 'n'), "text/csv", ""}), "invalid_file_name");
  for (const char* type : {"", "csv", "/csv", "text/", "text/csv\r\nX: y", "te xt/csv"})
    EXPECT_EQ(refusal({"a", type, ""}), "invalid_file_type") << type;
  EXPECT_EQ(refusal({"Gr\xC3\xBC\xC3\x9F"
                     "e (2).csv",
                     "text/csv; charset=utf-8", ""}),
            "stored");
  EXPECT_EQ(sql("select count(*) from files"), "1");
}

TEST_F(StoreTest, TheLargestFileIsStored) {
  const std::string bytes = bytes_of(kMaxFileBytes);
  const Uuid id = published(bytes);
  EXPECT_TRUE(read(id, 0, kMaxFileBytes) == bytes);
}

TEST_F(StoreTest, AFileThatHasExpiredIsNotSeenAndIsRemovedWithItsBytes) {
  const Uuid id = published(bytes_of(2 * kChunkBytes));
  const auto file = run(store_.find(kOrg, id));
  pass(24h * 7);
  EXPECT_FALSE(run(store_.find(kOrg, id)));
  EXPECT_TRUE(run(store_.of_job(kOrg, kJob)).empty());
  EXPECT_EQ(run(store_.remove_expired(10)), 0U);  // somebody may still read
  EXPECT_EQ(drained(stored_content(store_, *file, 0, 3)), bytes_of(3));
  pass(601s);
  EXPECT_EQ(run(store_.remove_expired(10)), 1U);
  EXPECT_EQ(sql("select (select count(*) from files) + (select count(*) from file_chunks)"), "0");
}

TEST_F(StoreTest, RemovesAFewAtATime) {
  for (int i = 0; i < 5; ++i) put("never published");
  published("for a week");
  pass(25h + 601s);
  EXPECT_EQ(run(store_.remove_expired(3)), 3U);
  EXPECT_EQ(run(store_.remove_expired(3)), 2U);
  EXPECT_EQ(run(store_.remove_expired(3)), 0U);
  EXPECT_EQ(sql("select count(*) from files"), "1");
}

TEST_F(StoreTest, BytesThatAreNotTheFilesCutTheAnswerAndLeaveNoCopy) {
  const Uuid changed = published(bytes_of(kChunkBytes + 5)), lost = published(bytes_of(kChunkBytes + 5));
  sql("update file_chunks set bytes = 'hello' where number = 1 and file = '" + to_string(changed) + "'");
  sql("delete from file_chunks where number = 1 and file = '" + to_string(lost) + "'");
  Copies copies;
  const auto copy = [&](Uuid id) { return run(copies.keep(*run(store_.find(kOrg, id)))); };
  EXPECT_EQ(read(changed, 0, kChunkBytes + 5, copy(changed)), "cut: file_damaged");
  EXPECT_THROW(read(lost, 0, kChunkBytes + 5, copy(lost)), Failure);
  EXPECT_TRUE(copies.whole.empty());
}

TEST(ContentDisposition, NamesAFileForOldAndNewClients) {
  EXPECT_EQ(content_disposition("jobs.csv"), "attachment; filename=\"jobs.csv\"; filename*=UTF-8''jobs.csv");
  EXPECT_EQ(content_disposition("Gr\xC3\xBC\xC3\x9F"
                                "e \"2\"\\%.csv"),
            "attachment; filename=\"Gr__e _2___.csv\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%222%22%5C%25.csv");
}

}  // namespace
}  // namespace tenstone::files
