#include "tenstone/flags/store.hpp"

#include "flags_fixture.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::flags {
namespace {

class StoreTest : public FlagsFixture {
 protected:
  static Definition split_flag(const std::string& key) {
    return *parse_definition(
        R"({"key":")" + key +
        R"(","type":"string","variants":{"new":"v2","old":"v1"},"off":"old","default":{"ranges":[{"variant":"new","from":0,"to":20000}],"rest":"old"}})");
  }
  static Definition with_segment(Definition flag, const std::string& segment) {
    flag.rules.push_back({.name = {}, .when = {{.segment = segment}}, .serve = {.variant = "new", .split = {}}});
    return flag;
  }
  static Segment segment(const std::string& key) {
    return *parse_segment(R"({"key":")" + key + R"(","any":[{"when":[{"attribute":"a","values":[1]}]}]})");
  }
  auto put(Definition flag, std::optional<web::IfMatch> known = {}, bool confirm = false) {
    return one_->run(one_->store.put(kOlaf, std::move(flag), std::move(known), confirm));
  }
  static web::IfMatch at(std::int64_t revision) { return {.versions = {revision}}; }
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
  }

  std::unique_ptr<FlagsProcess> one_ = process();
  Store& store_ = one_->store;
};

TEST_F(StoreTest, KeepsFlagsAndTheirRevisions) {
  const auto made = put(split_flag("checkout"));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->created);
  EXPECT_EQ(made->stored.revision, 1);
  EXPECT_EQ(made->stored.changed_by, "user:olaf");
  const auto found = one_->run(store_.find("checkout"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->value, split_flag("checkout"));
  EXPECT_EQ(found->created_at, made->stored.created_at);
  EXPECT_EQ(code_of(one_->run(store_.find("none"))), "flag_not_found");

  Definition changed = split_flag("checkout");
  changed.description = "of the shop";
  EXPECT_EQ(code_of(put(changed)), "precondition_required");
  EXPECT_EQ(code_of(put(changed, at(2))), "version_conflict");
  EXPECT_EQ(code_of(put(split_flag("other"), at(1))), "version_conflict");
  const auto replaced = put(changed, at(1));
  ASSERT_TRUE(replaced);
  EXPECT_FALSE(replaced->created);
  EXPECT_EQ(replaced->stored.revision, 2);
  EXPECT_EQ(replaced->stored.created_at, made->stored.created_at);
  EXPECT_EQ(database_.sql("SELECT version FROM flag_version"), "2");
}

TEST_F(StoreTest, ListsFlagsByTheirKeys) {
  for (const char* key : {"b", "A", "a-2", "a"}) ASSERT_TRUE(put(split_flag(key)));
  const auto keys = [&](const std::string& after, std::size_t limit) {
    std::string all;
    for (const StoredFlag& flag : one_->run(store_.list(after, limit))) all += flag.value.key + " ";
    return all;
  };
  EXPECT_EQ(keys("", 10), "A a a-2 b ");
  EXPECT_EQ(keys("a", 1), "a-2 ");
}

TEST_F(StoreTest, AChangeThatChangesNothingMakesNoRevision) {
  ASSERT_TRUE(put(split_flag("checkout")));
  EXPECT_EQ(put(split_flag("checkout"), at(1))->stored.revision, 1);
  EXPECT_EQ(one_->run(store_.kill(kOlaf, "checkout", false, at(1)))->revision, 1);
  EXPECT_EQ(one_->run(store_.set_kill_switch(kOlaf, false, at(1)))->version, 1);
  EXPECT_EQ(database_.sql("SELECT version FROM flag_version"), "1");
}

TEST_F(StoreTest, KillsAndEnables) {
  ASSERT_TRUE(put(split_flag("checkout")));
  EXPECT_EQ(code_of(one_->run(store_.kill(kOlaf, "checkout", true, at(7)))), "version_conflict");
  EXPECT_EQ(code_of(one_->run(store_.kill(kOlaf, "none", true, kAny))), "flag_not_found");
  const auto killed = one_->run(store_.kill(kOlaf, "checkout", true, at(1)));
  ASSERT_TRUE(killed);
  EXPECT_TRUE(killed->value.killed);
  EXPECT_EQ(one_->run(store_.enable(kOlaf, "checkout", false, at(2)))->value.enabled, false);
  const auto all = one_->run(store_.set_kill_switch(kOlaf, true, at(3)));
  ASSERT_TRUE(all);
  EXPECT_EQ(all->version, 4);
  EXPECT_TRUE(one_->run(store_.kill_switch()).killed);
  EXPECT_TRUE(one_->run(store_.read()).program().definitions().killed);
  EXPECT_EQ(database_.sql("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log"),
            "flag.created flag.changed flag.changed kill_switch.set");
}

TEST_F(StoreTest, RemovesAndCountsOn) {
  ASSERT_TRUE(put(split_flag("checkout")));
  EXPECT_EQ(code_of(one_->run(store_.remove(kOlaf, "checkout", at(2)))), "version_conflict");
  ASSERT_TRUE(one_->run(store_.remove(kOlaf, "checkout", at(1))));
  EXPECT_EQ(code_of(one_->run(store_.remove(kOlaf, "checkout", kAny))), "flag_not_found");
  EXPECT_EQ(put(split_flag("checkout"))->stored.revision, 3);
}

}  // namespace
}  // namespace tenstone::flags
