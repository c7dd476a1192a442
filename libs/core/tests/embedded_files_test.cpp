#include "tenstone/core/embedded_files.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "embedded/samples.hpp"

namespace tenstone {
namespace {

TEST(EmbeddedFiles, HaveEveryByte) {
  const std::string_view all = embedded::samples().at("all.bin");
  ASSERT_EQ(all.size(), 256U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(static_cast<unsigned char>(all[i]), i);
  EXPECT_EQ(embedded::samples().at("empty"), "");
}

TEST(EmbeddedFiles, MayBeLargerThanAnyStringLiteral) {
  constexpr std::string_view kLine = "0123456789abcdef)\"; \\ @x@\n";  // as CMakeLists.txt writes it
  const std::string_view large = embedded::samples().at("below/large.txt");
  ASSERT_EQ(large.size(), kLine.size() * 20'000);
  EXPECT_EQ(large.substr(0, kLine.size()), kLine);
  EXPECT_EQ(large.substr(large.size() - kLine.size()), kLine);
}

TEST(EmbeddedFiles, AreListed) {
  EXPECT_EQ(embedded::samples().size(), 3U);
  for (const EmbeddedFile& file : embedded::samples()) EXPECT_EQ(embedded::samples().at(file.path), file.content);
}

TEST(EmbeddedFiles, OneThatIsMissingIsNamed) {
  try {
    static_cast<void>(embedded::samples().at("page/index.html"));
    FAIL() << "it was found";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "no file was embedded as page/index.html");
  }
}

}  // namespace
}  // namespace tenstone
