#include "tenstone/log_view/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenstone::log_view {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result<Settings> settings_of(const std::string& folders) {
  return validation::parse_json<Settings>(R"({"folders":")" + folders + R"("})");
}
std::string written(const std::string& folders) {
  const auto settings = settings_of(folders);
  return settings ? validation::to_json(settings->folders) : settings.error().issues.front().message;
}

TEST(Folders, HaveANameAndPerhapsPatternsAndAZone) {
  const auto settings = settings_of("app=/logs/app nginx=/logs/nginx:*.log,access*@Europe/Berlin");
  ASSERT_TRUE(settings);
  ASSERT_EQ(settings->folders.roots.size(), 2U);
  const Root& app = settings->folders.roots[0];
  EXPECT_EQ(app.name, "app");
  EXPECT_EQ(app.folder, "/logs/app");
  EXPECT_THAT(app.patterns, ElementsAre("*.log"));
  EXPECT_FALSE(app.zone);
  const Root& nginx = settings->folders.roots[1];
  EXPECT_EQ(nginx.folder, "/logs/nginx");
  EXPECT_THAT(nginx.patterns, ElementsAre("*.log", "access*"));
  ASSERT_TRUE(nginx.zone);
  EXPECT_EQ(nginx.zone->name(), "Europe/Berlin");
}

TEST(Folders, AreWrittenAsTheyAreRead) {
  EXPECT_EQ(written(" a=/a ;b=/b@UTC; c=/c:x*,*.log  "), R"("a=/a b=/b@UTC c=/c:x*,*.log")");
  EXPECT_THAT(settings_of("")->folders.roots, IsEmpty());
}

TEST(Folders, SayWhichOneIsWrong) {
  EXPECT_THAT(written("a=/a /logs"), HasSubstr("\"/logs\" has no name"));
  EXPECT_THAT(written("=/logs"), HasSubstr("\"=/logs\" has no name"));
  EXPECT_THAT(written("a=@UTC"), HasSubstr("\"a=@UTC\" names no folder"));
  EXPECT_THAT(written("a=/a:"), HasSubstr("\"a=/a:\" has no pattern"));
  EXPECT_THAT(written("a=/a@Berlin"), HasSubstr("no time zone \"Berlin\""));
}

}  // namespace
}  // namespace tenstone::log_view
