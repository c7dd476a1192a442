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

TEST_F(StoreTest, ChangesSharesAndMovesAsFewAsItMust) {
  ASSERT_TRUE(put(split_flag("checkout")));
  const auto share = [&](Shares shares) { return one_->run(store_.share(kOlaf, "checkout", std::move(shares), kAny)); };
  const auto grown = share({.shares = {{"new", 50'000}}});
  ASSERT_TRUE(grown) << grown.error().message;
  EXPECT_EQ(grown->value.otherwise->split->ranges, (std::vector<Range>{{"new", 0, 50'000}}));
  EXPECT_EQ(grown->revision, 2);
  EXPECT_EQ(code_of(share({.shares = {{"none", 1}}})), "variant_not_found");
  EXPECT_EQ(code_of(share({.shares = {{"new", 100'001}}})), "weights_invalid");
  EXPECT_EQ(code_of(share({.rule = 0, .shares = {}})), "rule_not_found");
  ASSERT_TRUE(put(*parse_definition(
      R"({"key":"plain","type":"boolean","variants":{"on":true,"off":false},"default":"off","rules":[{"when":[{"attribute":"a","values":[1]}],"serve":"on"}]})")));
  const auto split = one_->run(store_.share(kOlaf, "plain", {.rule = 0, .shares = {{"off", 10'000}}}, at(1)));
  ASSERT_TRUE(split) << split.error().message;
  EXPECT_EQ(split->value.rules[0].serve.split->rest, "on");
  EXPECT_EQ(split->value.rules[0].serve.split->ranges, (std::vector<Range>{{"off", 0, 10'000}}));
}

TEST_F(StoreTest, RebucketsOnlyWhenThatIsConfirmed) {
  Definition flag = split_flag("checkout");
  ASSERT_TRUE(put(flag));
  Definition other_salt = flag, other_unit = flag, own_salt = flag, second = flag, none = flag;
  other_salt.salt = "other";
  other_unit.otherwise->split->by = "orgId";
  own_salt.otherwise->split->salt = "own";
  for (const Definition& changed : {other_salt, other_unit, own_salt})
    EXPECT_EQ(code_of(put(changed, kAny)), "rebucket_needs_confirmation");
  // The same salt in another place, a second split, and none any more move nobody from bucket to bucket.
  Definition same = flag;
  same.otherwise->split->salt = "checkout";
  EXPECT_TRUE(put(same, kAny));
  second.rules.push_back({.when = {{.attribute = "a", .values = {1.0}}}, .serve = *other_unit.otherwise});
  EXPECT_TRUE(put(second, kAny));
  Definition both = second;
  both.rules[0].serve.split->by = "teamId";
  EXPECT_EQ(code_of(put(both, kAny)), "rebucket_needs_confirmation");
  none.otherwise = Serve{.variant = "old", .split = {}};
  EXPECT_TRUE(put(none, kAny));
  EXPECT_TRUE(put(other_salt, kAny));
  EXPECT_TRUE(put(other_unit, kAny, true));
}

TEST_F(StoreTest, KeepsTheHistoryAndRollsBack) {
  ASSERT_TRUE(put(split_flag("checkout")));
  ASSERT_TRUE(one_->run(store_.kill({"token:t", ""}, "checkout", true, at(1))));
  ASSERT_TRUE(one_->run(store_.remove(kOlaf, "checkout", at(2))));
  const auto history = one_->run(store_.history("checkout", {}, 10));
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].revision, 3);
  EXPECT_FALSE(history[0].after);
  EXPECT_EQ(history[1].actor, "token:t");
  EXPECT_EQ(history[1].before, split_flag("checkout"));
  EXPECT_TRUE(history[1].after->killed);
  EXPECT_FALSE(history[2].before);
  EXPECT_EQ(history[2].reason, "because");
  EXPECT_EQ(one_->run(store_.history("checkout", 3, 1)).at(0).revision, 2);
  EXPECT_TRUE(one_->run(store_.history("none", {}, 10)).empty());

  EXPECT_EQ(one_->run(store_.revision("checkout", 2))->after->killed, true);
  EXPECT_EQ(code_of(one_->run(store_.revision("checkout", 4))), "revision_not_found");
  const auto roll = [&](std::int64_t to, web::IfMatch known) {
    return one_->run(store_.rollback(kOlaf, "checkout", to, std::move(known)));
  };
  EXPECT_EQ(code_of(roll(3, at(3))), "revision_not_found");
  EXPECT_EQ(code_of(roll(1, at(2))), "version_conflict");
  EXPECT_EQ(code_of(one_->run(store_.rollback(kOlaf, "none", 1, kAny))), "flag_not_found");
  const auto back = roll(1, at(3));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->revision, 4);
  EXPECT_EQ(back->value, split_flag("checkout"));
  EXPECT_EQ(roll(1, at(4))->revision, 4);  // It is so already.
}

TEST_F(StoreTest, KeepsSegmentsAndRefusesWhatDoesNotFitThem) {
  EXPECT_EQ(code_of(put(with_segment(split_flag("checkout"), "staff"))), "validation_failed");
  const auto put_segment = [&](Segment one, std::optional<web::IfMatch> known) {
    return one_->run(store_.put_segment(kOlaf, std::move(one), std::move(known)));
  };
  const auto made = put_segment(segment("staff"), {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->created);
  ASSERT_TRUE(put(with_segment(split_flag("checkout"), "staff")));

  Segment circle = segment("staff");
  circle.any[0].when.push_back({.segment = "staff"});
  const auto refused = put_segment(circle, at(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().issues.at(0).pointer, "/any/0/when/1/segment");
  EXPECT_EQ(code_of(put_segment(segment("staff"), {})), "precondition_required");
  EXPECT_EQ(code_of(put_segment(segment("staff"), at(2))), "version_conflict");
  EXPECT_EQ(put_segment(segment("staff"), at(1))->stored.revision, 1);
  Segment changed = segment("staff");
  changed.any[0].when[0].negate = true;
  EXPECT_EQ(put_segment(changed, at(1))->stored.revision, 2);
  EXPECT_EQ(one_->run(store_.find_segment("staff"))->value, changed);
  ASSERT_TRUE(put_segment(segment("beta"), {}));
  EXPECT_EQ(one_->run(store_.list_segments("beta", 10)).at(0).value.key, "staff");

  const auto drop = [&](const std::string& key) { return one_->run(store_.remove_segment(kOlaf, key, kAny)); };
  const auto used = drop("staff");
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().code, "segment_in_use");
  EXPECT_EQ(used.error().message, "The flag checkout uses it");
  EXPECT_TRUE(drop("beta"));
  EXPECT_EQ(code_of(drop("beta")), "segment_not_found");
  EXPECT_EQ(code_of(one_->run(store_.find_segment("beta"))), "segment_not_found");
  EXPECT_EQ(put_segment(segment("beta"), {})->stored.revision, 3);
}

TEST_F(StoreTest, ASegmentMustNotMakeAFlagTooLarge) {
  Segment small = segment("staff");
  ASSERT_TRUE(one_->run(store_.put_segment(kOlaf, small, {})));
  Definition flag = with_segment(split_flag("checkout"), "staff");
  flag.rules.resize(kMaxRules, flag.rules.front());
  ASSERT_TRUE(put(flag));
  small.any[0].when.resize(kMaxClauses, small.any[0].when.front());
  small.any.resize(kMaxGroups, small.any.front());
  const auto refused = one_->run(store_.put_segment(kOlaf, small, kAny));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().issues.at(0).pointer, "/any");
}

TEST_F(StoreTest, MakesAndRevokesKeys) {
  const auto made = one_->run(store_.make_key(kOlaf, "web", KeyKind::Client));
  ASSERT_TRUE(made);
  const auto keys = one_->run(store_.keys());
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id, made->key.id);
  EXPECT_EQ(keys[0].kind, KeyKind::Client);
  EXPECT_EQ(keys[0].created_at, made->key.created_at);
  EXPECT_TRUE(made->text.reveal().contains(keys[0].prefix));
  EXPECT_EQ(one_->run(store_.read()).key(made->text.reveal()), KeyKind::Client);
  ASSERT_TRUE(one_->run(store_.revoke_key(kOlaf, keys[0].id)));
  EXPECT_EQ(code_of(one_->run(store_.revoke_key(kOlaf, keys[0].id))), "flag_key_not_found");
  EXPECT_EQ(one_->run(store_.read()).key(made->text.reveal()), std::nullopt);
}

TEST_F(StoreTest, TellsTheAuditLogWhoChangedWhat) {
  ASSERT_TRUE(put(split_flag("checkout")));
  EXPECT_EQ(database_.sql("SELECT actor, action, subject, details->>'revision', details->>'reason' FROM audit_log"),
            "user:olaf|flag.created|flag:checkout|1|because");
}

TEST_F(StoreTest, ChangesOfManyAtOnceAreAllKept) {
  const auto other = process();
  ASSERT_TRUE(put(split_flag("checkout")));
  const auto kill = [](Store* store, int of) -> Task<> {
    for (int i = 0; i < of; ++i) (void)co_await store->kill(kOlaf, "checkout", i % 2 == 0, kAny);
  };
  std::thread second([&] { other->run(kill(&other->store, 20)); });
  one_->run(kill(&store_, 20));
  second.join();
  EXPECT_EQ(database_.sql("SELECT version = revision AND revision = (SELECT count(*) FROM flag_revisions) "
                          "FROM flag_version, flags"),
            "t");
}

}  // namespace
}  // namespace tenstone::flags
