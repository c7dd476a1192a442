#include "tenstone/webhooks/sources.hpp"

#include "webhooks_fixture.hpp"

namespace tenstone::webhooks {
namespace {

class SourcesTest : public WebhooksTest {
 protected:
  template <class T>
  static std::string code(const Result<T>& result) {
    return result ? "ok" : result.error().code;
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!condition() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return condition();
  }
  bool knows(ReceivingProcess& process, const std::string& name) {
    const auto look = [](const Sources* sources, std::string wanted) -> Task<bool> {
      co_return sources->find(wanted) != nullptr;
    };
    return process.run(look(&process.sources, name));
  }
};

TEST_F(SourcesTest, AreMadeWithAnAuditRowAndASecretThatIsShownOnce) {
  const auto one = process();
  const auto made = one->run(one->sources.create(kMia, {.name = "shop", .action = "ship"}));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->source.name, "shop");
  EXPECT_EQ(made->source.keys.size(), 1U);
  EXPECT_TRUE(made->secret.value().starts_with("whsec_"));
  EXPECT_EQ(sql("select actor, action, subject, details ->> 'action' from audit_log"),
            "user:mia|webhook_source.created|webhook_source:shop|ship");
  EXPECT_EQ(sql("select count(*) from webhook_secrets where position(convert_to('whsec', 'UTF8') in sealed) > 0"), "0");
  EXPECT_TRUE(knows(*one, "shop"));
  const auto found = one->run(one->sources.get(kOrg, "shop"));
  EXPECT_EQ(found->action, "ship");
  EXPECT_EQ(found->tolerance_seconds, 300);
}

TEST_F(SourcesTest, RefuseWhatTheyCannotVerify) {
  const auto one = process();
  const auto create = [&](NewSource source) { return code(one->run(one->sources.create(kMia, std::move(source)))); };
  for (const std::string name : {"", "-shop", "Shop", "a b", "a/b"})
    EXPECT_EQ(create({.name = name}), "source_name_invalid") << name;
  EXPECT_EQ(create({.name = std::string(51, 'a')}), "source_name_invalid");
  EXPECT_EQ(create({.name = "shop", .scheme = Scheme::Stripe}), "secret_needed");
  EXPECT_EQ(create({.name = "shop", .scheme = Scheme::Slack}), "secret_needed");
  EXPECT_EQ(create({.name = "shop", .secret = "too short"}), "signing_secret_invalid");
  EXPECT_EQ(create({.name = "shop", .scheme = Scheme::GitHub, .secret = ""}), "signing_secret_invalid");
  EXPECT_EQ(create({.name = std::string(50, 'a')}), "ok");
  EXPECT_EQ(sql("select count(*) from audit_log"), "1");
}

TEST_F(SourcesTest, BelongToOneOrganisationAndTheirNamesToAll) {
  const auto one = process();
  add(*one, {.name = "shop"});
  const Caller noah{kOtherOrg, "user:noah"};
  EXPECT_EQ(code(one->run(one->sources.create(noah, {.name = "shop"}))), "source_name_taken");
  EXPECT_EQ(code(one->run(one->sources.get(kOtherOrg, "shop"))), "source_not_found");
  EXPECT_EQ(code(one->run(one->sources.change(noah, "shop", {.enabled = false}))), "source_not_found");
  EXPECT_EQ(code(one->run(one->sources.change(noah, "shop", {}))), "source_not_found");
  EXPECT_EQ(code(one->run(one->sources.change(kMia, "shop", {}))), "ok");
  EXPECT_EQ(code(one->run(one->sources.rotate(noah, "shop", {}, 0s))), "source_not_found");
  EXPECT_EQ(code(one->run(one->sources.remove(noah, "shop"))), "source_not_found");
  EXPECT_TRUE(one->run(one->sources.list(kOtherOrg, "", 10)).empty());
  EXPECT_EQ(one->run(one->sources.list(kOrg, "", 10)).size(), 1U);
  EXPECT_EQ(sql("select count(*) from audit_log"), "1");
}

TEST_F(SourcesTest, AreListedByName) {
  const auto one = process();
  for (const std::string name : {"c", "a", "b"}) add(*one, {.name = name});
  const auto first = one->run(one->sources.list(kOrg, "", 2)), rest = one->run(one->sources.list(kOrg, "b", 2));
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].name + first[1].name, "ab");
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].name, "c");
}

TEST_F(SourcesTest, AChangeReachesTheOtherProcesses) {
  const auto one = process(), other = process();
  other->follow();
  add(*one, {.name = "shop"});
  EXPECT_TRUE(eventually([&] { return knows(*other, "shop"); }));
  ASSERT_TRUE(one->run(one->sources.change(kMia, "shop", {.max_bytes = 10, .action = std::nullopt, .enabled = false})));
  const auto changed = [&] {
    const auto look = [](const Sources* sources) -> Task<bool> { co_return !sources->find("shop")->enabled; };
    return other->run(look(&other->sources));
  };
  EXPECT_TRUE(eventually(changed));
  ASSERT_TRUE(one->run(one->sources.remove(kMia, "shop")));
  EXPECT_TRUE(eventually([&] { return !knows(*other, "shop"); }));
  EXPECT_FALSE(knows(*one, "shop"));
  EXPECT_EQ(sql("select count(*) from webhook_secrets"), "0");
  EXPECT_EQ(sql("select string_agg(action, ' ' order by at, id) from audit_log"),
            "webhook_source.created webhook_source.changed webhook_source.removed");
}

TEST_F(SourcesTest, ARotationHasAnOverlapThatEnds) {
  const auto one = process();
  add(*one, {.name = "shop"});
  const auto turned = one->run(one->sources.rotate(kMia, "shop", {}, 1h));
  ASSERT_TRUE(turned);
  ASSERT_EQ(turned->source.keys.size(), 2U);
  EXPECT_FALSE(turned->source.keys[0].not_after);
  EXPECT_TRUE(turned->source.keys[1].not_after);
  // The first one keeps its earlier end.
  const auto again = one->run(one->sources.rotate(kMia, "shop", {}, 5h));
  ASSERT_EQ(again->source.keys.size(), 3U);
  EXPECT_EQ(again->source.keys[2].not_after, turned->source.keys[1].not_after);
  pass(1h, *one);
  EXPECT_EQ(one->run(one->sources.get(kOrg, "shop"))->keys.size(), 2U);
  pass(26h, *one);
  one->run(remove_ended_secrets(one->database));
  EXPECT_EQ(sql("select count(*) from webhook_secrets"), "2");
  pass(5h, *one);
  one->run(remove_ended_secrets(one->database));
  EXPECT_EQ(sql("select count(*) from webhook_secrets"), "1");
}

TEST_F(SourcesTest, ASecretOfAnotherRowDoesNotOpen) {
  const auto one = process();
  add(*one, {.name = "shop"});
  add(*one, {.name = "bank"});
  sql("update webhook_secrets set sealed = (select sealed from webhook_secrets order by key_id limit 1)");
  sql("update webhook_version set version = version + 1");
  one->run(one->sources.refresh());
  const auto keys = [](const Sources* sources, std::string name) -> Task<std::size_t> {
    co_return sources->find(name)->keys.size();
  };
  EXPECT_EQ(one->run(keys(&one->sources, "shop")), 1U);
  EXPECT_EQ(one->run(keys(&one->sources, "bank")), 0U);
}

}  // namespace
}  // namespace tenstone::webhooks
