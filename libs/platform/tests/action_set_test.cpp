#include "action_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenstone::platform {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

jobs::Handler nothing() {
  return [](jobs::Run&) -> Task<jobs::Outcome> { co_return jobs::Done{}; };
}
FixedActions files() {
  FixedActions fixed{.declarations = {}, .origin = Origin::File, .natives = {{"export", nothing()}}};
  for (const char* yaml :
       {"name: hello\nrun: { builtin: log }\n", "name: slow\njob: { queue: slow }\nrun: { builtin: log }\n"})
    fixed.declarations.push_back(parse_declaration("actions/a.yaml", yaml).value());
  return fixed;
}
StoredAction stored(const std::string& name, const std::string& rest, int changed_at = 1) {
  return {name, R"({"name":")" + name + "\"," + rest + "}", Time(std::chrono::seconds(changed_at)), "operator"};
}
std::vector<std::string> names(const ActionSet& set) {
  std::vector<std::string> out;
  for (const auto& [name, action] : set.actions) out.push_back(name);
  return out;
}
std::string fault(const ActionMaker& maker, const std::string& document) {
  const auto out = maker.check(document, std::nullopt);
  return out ? "" : out.error().issues.front().pointer + ": " + out.error().issues.front().message;
}

TEST(ActionMaker, StopsTheStartWhenAFileNamesWhatCannotRun) {
  FixedActions fixed = files();
  fixed.declarations.push_back(parse_declaration("b", "name: b\nrun: native\n").value());
  fixed.declarations.push_back(parse_declaration("c", "name: c\nrun: { builtin: walk }\n").value());
  try {
    const ActionMaker maker(std::move(fixed));
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().message,
              "action b: run: native, but no C++ handler is registered under this name\n"
              "action c: run: there is no builtin 'walk'; there are: countdown, echo, flaky, log");
  }
}

TEST(ActionMaker, TakesWhatAWorkerCanRun) {
  const ActionMaker maker(files());
  EXPECT_THAT(maker.queues(), ElementsAre("default", "slow"));
  EXPECT_EQ(fault(maker, R"({"name":"a","run":{"builtin":"log"},"job":{"queue":"slow"}})"), "");
  EXPECT_EQ(fault(maker, R"({"name":"export","run":"native"})"), "");
  EXPECT_EQ(fault(maker, R"({"name":"a","run":"native"})"),
            "/run: native, but no C++ handler is registered under this name");
  EXPECT_EQ(fault(maker, R"({"name":"a","run":{"builtin":"walk"}})"),
            "/run/builtin: there is no builtin 'walk'; there are: countdown, echo, flaky, log");
  const std::string mail = R"({"name":"a","run":{"email":{"to":"a@b","subject":"x","text":"y"}}})";
  EXPECT_EQ(fault(maker, mail), "/run/email: email, but nothing sends mail here");
  FixedActions with_mail = files();
  with_mail.makers.email = [](const EmailTemplate&) { return nothing(); };
  EXPECT_EQ(fault(ActionMaker(std::move(with_mail)), mail), "");
  EXPECT_EQ(fault(maker, R"({"name":"a","run":{"http":"https://example.com"}})"),
            "/run/http: http, but nothing sends requests here");
  EXPECT_EQ(fault(maker, R"({"name":"a","run":{"event":"a.b"}})"), "/run/event: event, but nothing sends events here");
  EXPECT_EQ(fault(maker, R"({"name":"a","run":{"builtin":"log"},"job":{"queue":"fast"}})"),
            "/job/queue: no worker looks at this queue; there are: default, slow");
}

TEST(ActionMaker, SaysWhichFileHasTheName) {
  const ActionMaker maker(files());
  EXPECT_EQ(maker.taken("hello")->message, "hello is declared by actions/a.yaml: change that file");
  EXPECT_EQ(maker.taken("hello")->code, "action_in_file");
  EXPECT_FALSE(maker.taken("other"));
  const ActionMaker samples(
      {.declarations = sample_declarations(), .origin = Origin::Sample, .natives = {{"export-report", nothing()}}});
  EXPECT_THAT(samples.taken("hello")->message, HasSubstr("is a sample"));
}

TEST(ActionMaker, JoinsFilesWithWhatIsStored) {
  const ActionMaker maker(files());
  const ActionSet before{0, maker.fixed()};
  const ActionSet set = maker.join({7,
                                    {stored("greet", R"("run":{"builtin":"log"},"job":{"attempts":3})"),
                                     stored("hello", R"("run":{"builtin":"flaky"})"),  // hidden by a file
                                     stored("later", R"("run":{"sms":"+49"})"),        // of a newer version
                                     stored("lost", R"("run":{"builtin":"log"},"job":{"queue":"gone"})")}},
                                   before, logging::Logger());
  EXPECT_EQ(set.version, 7);
  EXPECT_THAT(names(set), ElementsAre("greet", "hello", "slow"));
  EXPECT_EQ(set.find("hello"), maker.fixed().at("hello"));
  const ActionPtr greet = set.find("greet");
  EXPECT_EQ(greet->origin, Origin::Stored);
  EXPECT_EQ(greet->changed_by, "operator");
  EXPECT_EQ(greet->code.policy.attempts, 3);
  EXPECT_TRUE(greet->code.handler);
}

TEST(ActionMaker, MakesOnlyWhatHasChanged) {
  const ActionMaker maker(files());
  const std::string log = R"("run":{"builtin":"log"})";
  const ActionSet one = maker.join({1, {stored("a", log), stored("b", log), stored("c", log)}}, {}, logging::Logger());
  const ActionSet two =
      maker.join({2, {stored("a", log), stored("b", R"("run":{"builtin":"flaky"})"), stored("c", log, 2)}}, one,
                 logging::Logger());
  EXPECT_EQ(two.find("a"), one.find("a"));
  EXPECT_NE(two.find("b"), one.find("b"));
  EXPECT_NE(two.find("c"), one.find("c"));
}

}  // namespace
}  // namespace tenstone::platform
