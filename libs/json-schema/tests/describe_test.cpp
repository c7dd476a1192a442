// A type's own description holds documents to the same rules as its reader: what validation exports, this library
// reads.
#include "tenstone/validation/describe.hpp"

#include <gtest/gtest.h>

#include "tenstone/json_schema/schema.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::json_schema {
namespace {

struct Picture {
  std::string url;
  int width = 0;
};
constexpr auto schema(validation::For<Picture>) {
  return validation::object<Picture>(validation::field("url", &Picture::url).length(1, 200),
                                     validation::field("width", &Picture::width).range(1, 4096));
}

TEST(Describe, AgreesWithTheReader) {
  const auto compiled = Schema::compile(validation::json_schema<Picture>(), kStandardSchema);  // "int32" is OpenAPI's
  ASSERT_TRUE(compiled) << compiled.error().message;
  for (const char* text :
       {R"({"url":"/p","width":3})", R"({"url":"/p"})", R"({"url":"","width":3})", R"({"url":"/p","width":0})",
        R"({"url":"/p","width":4097})", R"({"url":"/p","width":3,"more":1})", R"({"url":1,"width":3})"})
    EXPECT_EQ(compiled->check(text).has_value(), validation::parse_json<Picture>(text).has_value()) << text;
}

}  // namespace
}  // namespace tenstone::json_schema
