#include "tenstone/audit/chain.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/core/encoding.hpp"

namespace tenstone::audit {
namespace {

Row example() {
  return {.org = *parse_uuid("01890a5d-ac96-774b-bcce-b302099a8057"),
          .seq = 1,
          .at = Time(std::chrono::seconds(1'800'000'000)),
          .id = *parse_uuid("01890a5d-ac96-774b-bcce-b302099a8058"),
          .actor = "user:1",
          .action = "session.created",
          .subject = "session:2",
          .ip = "192.0.2.1",
          .user_agent = "curl",
          .details = "{}"};
}

// The bytes are a promise: rows that were written years ago must still verify.
TEST(Chain, HashesTheSameBytesForEver) {
  EXPECT_EQ(to_hex(hash_of(example(), first_prev_hash())),
            "3bb17ba44bee6cef3034b8c55aa528b700aac042bffe3ba476fbe3ae414318de");
}

RC_GTEST_PROP(Chain, EveryChangeOfAFieldChangesTheHash, (std::string a, std::string b)) {
  RC_PRE(a != b);
  using Field = std::string Row::*;
  for (const Field field : {&Row::actor, &Row::action, &Row::subject, &Row::details}) {
    Row one = example(), two = example();
    one.*field = a;
    two.*field = b;
    RC_ASSERT(hash_of(one, first_prev_hash()) != hash_of(two, first_prev_hash()));
  }
}

RC_GTEST_PROP(Chain, TextMovedToTheNextFieldChangesTheHash, (std::string a, std::string b)) {
  RC_PRE(!a.empty());
  Row one = example(), two = example();
  one.actor = a, one.action = b;
  two.actor = "", two.action = a + b;
  RC_ASSERT(hash_of(one, first_prev_hash()) != hash_of(two, first_prev_hash()));
}

TEST(Chain, AnAbsentFieldIsNotAnEmptyOne) {
  Row one = example(), two = example();
  one.user_agent = std::nullopt;
  two.user_agent = "";
  EXPECT_NE(hash_of(one, first_prev_hash()), hash_of(two, first_prev_hash()));
  EXPECT_NE(hash_of(one, first_prev_hash()), hash_of(one, std::string(32, 'x')));
}

}  // namespace
}  // namespace tenstone::audit
