// Packs that are gone: no later backup relies on them.
#include <gmock/gmock.h>

#include "temporary_repository.hpp"
#include "tenstone/backup/prune.hpp"
#include "tenstone/backup/verify.hpp"

namespace tenstone::backup {
namespace {
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LostPacks : public ::testing::Test {
 protected:
  LostPacks() {
    EXPECT_TRUE(repository_.take(rows(100'000)));
    lost_ = repository_.files("packs").at(0);
    EXPECT_TRUE(repository_.take(filled(100'000, 1), "other"));
    std::filesystem::rename(lost_, lost_.parent_path().parent_path() / "lost");
  }
  void bring_back() const { std::filesystem::rename(lost_.parent_path().parent_path() / "lost", lost_); }
  std::uint64_t versions_hit() const {
    const auto report = verify(*repository_);
    EXPECT_TRUE(report);
    return report ? report->versions_hit.size() : 0;
  }

  TemporaryRepository repository_;
  std::filesystem::path lost_;
};

TEST_F(LostPacks, AreStoredAgainByTheNextBackup) {
  EXPECT_EQ(versions_hit(), 1U);
  repository_.warnings.clear();
  ASSERT_TRUE(repository_.take(rows(100'000)));
  EXPECT_THAT(repository_.warnings,
              ElementsAre(AllOf(HasSubstr("pack " + lost_.filename().string()), HasSubstr("stored again"))));
  EXPECT_EQ(*repository_.bytes({"shop", 2}), rows(100'000));
  EXPECT_EQ(*repository_.bytes({"shop", 1}), rows(100'000)) << "its chunks are there again";
  EXPECT_EQ(versions_hit(), 0U);
}

TEST_F(LostPacks, AreNamedWhereTheyAreNeeded) {
  const auto read = repository_.bytes({"shop", 1});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "backup_damaged");
  EXPECT_THAT(read.error().message, HasSubstr(lost_.filename().string()));
  EXPECT_EQ(*repository_.bytes({"other", 1}), filled(100'000, 1));
}

TEST_F(LostPacks, AreOfUseWhenTheyComeBack) {
  ASSERT_TRUE(repository_.take("nothing of it"));
  EXPECT_EQ(prune(*repository_).error().code, "backup_damaged");
  bring_back();
  ASSERT_TRUE(prune(*repository_));
  repository_.clock.advance(kPruneDelay);
  ASSERT_TRUE(prune(*repository_));
  EXPECT_EQ(versions_hit(), 0U);
  EXPECT_EQ(*repository_.bytes({"shop", 1}), rows(100'000));
}

TEST_F(LostPacks, AreForgottenWhenNoVersionNeedsThem) {
  ASSERT_TRUE(repository_.take(rows(100'000)));
  ASSERT_TRUE(repository_.take(filled(100'000, 2), "other"));
  ASSERT_TRUE(repository_->forget({"other", 1}));
  ASSERT_TRUE(prune(*repository_));
  repository_.clock.advance(kPruneDelay);
  ASSERT_EQ(prune(*repository_)->deleted, 1U);
  EXPECT_TRUE(verify(*repository_)->damages.empty());
  repository_.warnings.clear();
  ASSERT_TRUE(repository_.take(rows(100'000)));
  EXPECT_TRUE(repository_.warnings.empty());
}

}  // namespace
}  // namespace tenstone::backup
