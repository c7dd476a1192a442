#include "template_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::platform {
namespace {

std::string filled(std::string_view text, std::string_view input) {
  const auto out = fill(text, members_of(input));
  return out ? *out : out.error().code + ": " + out.error().message;
}

TEST(TemplateText, TakesMembersOfTheInput) {
  EXPECT_EQ(filled("Hello {{input.name}}, {{ input.count }} of {{input.all}}",
                   R"({"name":"Mia \"M\"","count":3,"all":[1,{"a":true}]})"),
            "Hello Mia \"M\", 3 of [1,{\"a\":true}]");
  EXPECT_EQ(filled("{{input.a}}{{input.a}}", R"({"a":"{{input.b}}","b":"x"})"), "{{input.b}}{{input.b}}");
  EXPECT_EQ(filled("a { b } {c}", "{}"), "a { b } {c}");
}

TEST(TemplateText, NeedsWhatItNames) {
  EXPECT_EQ(filled("Hello {{input.name}}", "{}"), "validation_failed: The input has no name, which the mail needs");
  EXPECT_EQ(filled("{{input.name}}", R"({"name":null})"),
            "validation_failed: The input has no name, which the mail needs");
  EXPECT_EQ(filled("{{input.name}}", "[1]"), "validation_failed: The input has no name, which the mail needs");
}

TEST(TemplateText, NamesItsFaults) {
  EXPECT_EQ(fault_of_template("Hello {{input.first-name_2}} }}"), "");
  for (const char* bad : {"{{name}}", "{{input.}}", "{{input.a b}}", "{{input.a.b}}", "{{}}", "{{{input.a}}}"})
    EXPECT_THAT(fault_of_template(bad), ::testing::HasSubstr("is not a place")) << bad;
  EXPECT_EQ(fault_of_template("a {{input.b"), "has a {{ without its }}");
}

RC_GTEST_PROP(TemplateText, LeavesOtherTextAlone, (std::string text)) {
  RC_PRE(text.find("{{") == std::string::npos);
  RC_ASSERT(fault_of_template(text).empty());
  RC_ASSERT(*fill(text, {}) == text);
}

}  // namespace
}  // namespace tenstone::platform
