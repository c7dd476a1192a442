#include "post_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source_database.hpp"
#include "sql_text.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kHeader =
    "--\n-- PostgreSQL database dump\n--\n\n\\restrict tenstone\n\n-- Dumped by pg_dump\n\n"
    "SET statement_timeout = 0;\nSET standard_conforming_strings = on;\n"
    "SELECT pg_catalog.set_config('search_path', '', false);\n\n";
const std::string kFooter = "--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict tenstone\n\n";

std::string entry(const std::string& type, const std::string& statements) {
  return "--\n-- Name: t x; Type: " + type + "; Schema: public; Owner: -\n--\n\n" + statements + "\n\n\n";
}
PostData split(const std::string& entries) { return split_post_data(kHeader + entries + kFooter); }

TEST(PostData, DividesIndexesFromWhatNeedsThem) {
  const std::string key = "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT t_pkey PRIMARY KEY (id);",
                    index = "CREATE INDEX x ON public.t USING btree (a);",
                    comment = "COMMENT ON INDEX public.x IS 'y';",
                    foreign =
                        "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.t(id);";
  const std::string rest = entry("FK CONSTRAINT", foreign) + entry("INDEX", index);
  const PostData parts = split(entry("CONSTRAINT", key) + entry("INDEX", index) + entry("COMMENT", comment) + rest);
  EXPECT_THAT(parts.builds, ElementsAre("\n" + key + "\n\n\n", "\n" + index + "\n\n\n\n" + comment + "\n\n\n"));
  EXPECT_EQ(parts.rest, kHeader + rest + kFooter);
  EXPECT_EQ(parts.settings,
            "SET statement_timeout = 0;\nSET standard_conforming_strings = on;\n"
            "SELECT pg_catalog.set_config('search_path', '', false);\n");
}

TEST(PostData, IsNotDividedWithinAString) {
  const std::string trap = entry("TRIGGER", "DROP TABLE t;");
  for (const std::string& value :
       {"'" + trap + "'", "'it''s\n" + trap + "'", "E'\\'\n" + trap + "'", "$$\n" + trap + "$$",
        "$a$ $$\n" + trap + "$a$", "\"\n" + trap + "\"", "/* /* */\n" + trap + "*/ 1"}) {
    const std::string index = "CREATE INDEX x ON public.t USING btree ((a || " + value + "));";
    const PostData parts = split(entry("INDEX", index) + trap);
    EXPECT_THAT(parts.builds, ElementsAre("\n" + index + "\n\n\n")) << value;
    EXPECT_EQ(parts.rest, kHeader + trap + kFooter);
  }
}

TEST(PostData, LeavesToPsqlWhatIsNotUnderstood) {
  const std::string index = entry("INDEX", "CREATE INDEX x ON public.t USING btree (a);");
  for (const std::string& odd :
       {entry("INDEX", "CREATE INDEX x ON public.t (a);\n\nSET default_tablespace = fast;"),
        entry("INDEX", "CREATE INDEX x ON public.t ('a);"), entry("INDEX", "CREATE INDEX x ON public.t (a)"),
        entry("INDEX", "\\echo x"), entry("x; Type: INDEX", "CREATE INDEX x ON public.t (a);"),
        entry("COMMENT", "DROP TABLE t;")}) {
    const PostData parts = split(index + odd + index);
    EXPECT_EQ(parts.builds.size(), 1U) << odd;
    EXPECT_EQ(parts.rest, kHeader + odd + index + kFooter);
  }
  const std::string unknown = "SET statement_timeout = 0;\nSET standard_conforming_strings = off;\n" + index + kFooter;
  EXPECT_THAT(split_post_data(unknown).builds, IsEmpty());
  EXPECT_EQ(split_post_data(unknown).rest, unknown);
  EXPECT_EQ(split_post_data("no dump").rest, "no dump");
  EXPECT_THAT(split(entry("COMMENT", "COMMENT ON TABLE t IS '';")).builds, IsEmpty()) << "of no index";
}

// Each holds one table, waits until the other has the second one, then wants both.
std::string locks(const char* first, const char* second) {
  return std::string("LOCK TABLE ") + first +
         "; DO $$ BEGIN FOR tries IN 1..2000 LOOP EXIT WHEN EXISTS (SELECT FROM done) OR 2 = (SELECT count(*) FROM "
         "pg_locks "
         "WHERE relation IN ('a'::regclass, 'b'::regclass) AND mode = 'AccessExclusiveLock' AND granted); "
         "PERFORM pg_sleep(0.01); END LOOP; END $$; LOCK TABLE " +
         second + "; INSERT INTO done VALUES ('" + first + "')";
}

TEST(Builds, RunSideBySideAndAgainAfterADeadlock) {
  const SourceDatabase target("CREATE TABLE a (); CREATE TABLE b (); CREATE TABLE done (first text)");
  const auto ran = run_builds(target.url(), {.builds = {locks("a", "b"), locks("b", "a")}}, 2, {});
  ASSERT_TRUE(ran) << ran.error().message << ran.error().detail;
  EXPECT_EQ(target.sql("SELECT string_agg(first, ',' ORDER BY first) FROM done"), "a,b");
}

TEST(Builds, StopAtTheFirstError) {
  const SourceDatabase target("CREATE TABLE t AS SELECT 1 AS n FROM generate_series(1, 2)");
  const auto failed = run_builds(target.url(), {.builds = {"CREATE UNIQUE INDEX ON t (n)"}}, 2, {});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().detail, HasSubstr("23505"));
  std::stop_source stop;
  stop.request_stop();
  const auto cancelled = run_builds(target.url(), {.builds = {"CREATE INDEX ON t (n)"}}, 2, stop.get_token());
  ASSERT_FALSE(cancelled);
  EXPECT_TRUE(cancelled.error().is(kBackupCancelled));
}

}  // namespace
}  // namespace tenstone::backup
