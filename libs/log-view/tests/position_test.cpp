#include "tenstone/log_view/position.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/log_view/cursor.hpp"
#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {

struct ListEntries : web::Paging {
  std::optional<std::string> q = {};
};
constexpr auto schema(validation::For<ListEntries>) {
  return web::paged<ListEntries>(validation::field("q", &ListEntries::q));
}

const Secret<std::string> kCursorKey(std::string(32, 'k'));

ListEntries asking(std::string q, std::optional<std::string> cursor = {}) {
  ListEntries query;
  query.q = std::move(q);
  query.cursor = std::move(cursor);
  return query;
}

RC_GTEST_PROP(Cursor, GivesItsPositionBackForTheSameQueryOnly, ()) {
  const web::Cursors cursors(kCursorKey);
  const Position position{{*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>(),
                           *rc::gen::inRange(0U, kMostHeadBytes + 1), "abc_-123"},
                          *rc::gen::arbitrary<std::uint64_t>(),
                          *rc::gen::element(Direction::Forward, Direction::Backward)};
  const std::string cursor = cursor_at(cursors, asking("level>=warn"), {.position = position});
  const auto opened = cursors.open<Place>(asking("level>=warn", cursor));
  RC_ASSERT(opened.has_value() && opened->has_value());
  RC_ASSERT((*opened)->position == position);

  const auto other_query = cursors.open<Place>(asking("level>=info", cursor));
  RC_ASSERT(!other_query.has_value());
  RC_ASSERT(other_query.error().code == "invalid_cursor");
  std::string changed = cursor;
  char& at = changed[*rc::gen::inRange<std::size_t>(0, cursor.size() - 1)];
  at = at == 'A' ? 'B' : 'A';
  RC_ASSERT(!cursors.open<Place>(asking("level>=warn", changed)).has_value());
}

class LocateTest : public ::testing::Test {
 protected:
  Position at(std::uint64_t offset, std::string_view name = "app:a.log") const {
    const auto log = sources.open(name);
    EXPECT_TRUE(log);
    return {identity_of(*log), offset};
  }
  // The name of the file, or the error's code.
  std::string located(const Position& position) const {
    const auto log = locate(sources, "app:a.log", position);
    return log ? log->about.name : log.error().code;
  }
  TemporaryFolder folder;
  Sources sources = folder.sources();
  static constexpr std::string_view kFirst = "2026-01-01 first\n2026-01-01 second\n";
};

TEST_F(LocateTest, StaysTheSameWhileTheFileGrows) {
  folder.write("a.log", kFirst);
  const Position position = at(17);
  folder.append("a.log", std::string(5000, 'x'));
  EXPECT_EQ(located(position), "app:a.log");
}

TEST_F(LocateTest, FindsARenamedFile) {
  folder.write("a.log", kFirst);
  const Position position = at(17);
  folder.rename("a.log", "a.log.1");
  folder.write("a.log", "2026-01-02 third\n");
  EXPECT_EQ(located(position), "app:a.log.1");
  folder.rename("a.log.1", "a.log.2");
  folder.rename("a.log", "a.log.1");
  EXPECT_EQ(located(position), "app:a.log.2");
}

TEST_F(LocateTest, FindsTheCopyOfATruncatedFile) {
  folder.write("a.log", kFirst);
  const Position position = at(17), end = at(kFirst.size() + 5);
  std::filesystem::copy_file(folder / "a.log", folder / "a.log.1");
  folder.write("a.log", "2026-01-02 third\n2026-01-02 fourth\n2026-01-02 fifth\n");
  EXPECT_EQ(located(position), "app:a.log.1");
  EXPECT_EQ(located(end), "log_gone");  // behind the end of the copy
}

TEST_F(LocateTest, SaysWhereToGoWhenItIsGone) {
  folder.write("a.log.3", "2025-12-31 old\n");
  folder.write("a.log", kFirst);
  const Position position = at(17);
  folder.write("a.log", "2026-01-02 third\n2026-01-02 fourth\n2026-01-02 fifth\n");  // the same inode
  const auto log = locate(sources, "app:a.log", position);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().kind, ErrorKind::Gone);
  ASSERT_EQ(log.error().members.size(), 1U);
  EXPECT_EQ(log.error().members[0], std::pair(std::string("oldest"), std::string("\"app:a.log.3\"")));
}

TEST_F(LocateTest, ADeletedFileIsGoneAndAMissingLogIsNotFound) {
  folder.write("a.log", kFirst);
  const Position position = at(17);
  std::filesystem::remove(folder / "a.log");
  EXPECT_EQ(located(position), "log_not_found");
  folder.write("a.log", "2026-01-02 third, which is longer\n");
  EXPECT_EQ(located(position), "log_gone");
}

TEST_F(LocateTest, TheBeginningOfAnEmptyFileIsNoOtherFile) {
  folder.write("a.log", "");
  folder.write("a.log.1", kFirst);
  const Position position = at(0);
  EXPECT_EQ(located(position), "app:a.log");
  std::filesystem::remove(folder / "a.log");
  EXPECT_EQ(located(position), "log_gone");
}

TEST_F(LocateTest, AnIdentityGrowsWithItsFile) {
  folder.write("a.log", kFirst);
  const auto log = sources.open("app:a.log");
  ASSERT_TRUE(log);
  const FileIdentity before = identity_of(*log);
  folder.append("a.log", std::string(5000, 'x'));
  const auto after = grown(log->file.get(), before);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->head_bytes, kMostHeadBytes);
  EXPECT_EQ(*after, identity_of(*log));
  folder.write("a.log", "another beginning, and it is long enough for it");
  EXPECT_FALSE(grown(log->file.get(), before));
}

}  // namespace
}  // namespace tenstone::log_view
