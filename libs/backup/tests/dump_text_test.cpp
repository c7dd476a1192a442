#include "dump_text.hpp"

#include <gtest/gtest.h>

#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

const std::string kEnd = "--\n-- PostgreSQL database dump complete\n--\n\n";

// Both ways, in pieces of `size`.
std::string kept(const std::string& dump, std::size_t size) {
  std::string text;
  DumpKeeper keeper([&](std::string_view bytes) { return text += bytes, Result<void>(); });
  for (std::size_t at = 0; at < dump.size(); at += size) EXPECT_TRUE(keeper.write(dump.substr(at, size)));
  const auto finished = keeper.finish();
  return finished ? text : finished.error().code;
}

std::string loaded(const std::string& stored, std::size_t size) {
  std::size_t at = 0;
  std::string piece, text;
  DumpLoader loader(
      [&]() -> Result<std::string_view> {
        piece = stored.substr(std::min(at, stored.size()), size);
        at += size;
        return std::string_view(piece);
      },
      "random");
  for (auto next = loader.next(); !next->empty(); next = loader.next()) text += *next;
  return text;
}

std::string restricted(const std::string& token, const std::string& body) {
  return "--\n-- PostgreSQL database dump\n--\n\n\\restrict " + token + "\n\n" + body + kEnd + "\\unrestrict " + token +
         "\n\n";
}

TEST(DumpText, HasAConstantTokenInTheVersionAndARandomOneInPsql) {
  const std::string body = "CREATE TABLE t();\n" + std::string(1000, 'x') + "\n";
  for (const std::size_t size : {1, 7, 64, 100000}) {
    const std::string stored = kept(restricted("kDf83", body), size);
    EXPECT_EQ(stored, restricted("tenstone", body));
    const std::string for_psql = restricted("random", body);
    EXPECT_EQ(loaded(stored, size), for_psql.substr(0, for_psql.size() - 1));
  }
}

TEST(DumpText, StaysAsItIsWithoutAToken) {
  const std::string dump = "--\n-- PostgreSQL database dump\n--\n\nSELECT '\n\\restrict tenstone\n';\n" + kEnd;
  for (const std::size_t size : {1, 50, 100000}) {
    EXPECT_EQ(kept(dump, size), dump);
  }
}

TEST(DumpText, LeavesTheSameWordsInTheSchemaAlone) {
  const std::string body = "SELECT '\n\\restrict other\n\\unrestrict other\n';\n";
  EXPECT_EQ(kept(restricted("a", body), 10), restricted("tenstone", body));
}

TEST(DumpText, IsIncompleteWithoutItsLastLine) {
  const std::string code(kBackupDumpIncomplete.name());
  EXPECT_EQ(kept("", 10), code);
  EXPECT_EQ(kept("CREATE TABLE t();\n", 10), code);
  EXPECT_EQ(kept("CREATE TABLE t();\n-- PostgreSQL database dump complete", 10), code);
  EXPECT_EQ(kept(kEnd + "CREATE TABLE t();\n", 10), code);
}

}  // namespace
}  // namespace tenstone::backup
