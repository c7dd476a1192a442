// Parameters of a statement are counted where it is written, so that a wrong number of them is found where it is used.
#include "tenstone/postgres/statement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

namespace tenstone::postgres {
namespace {
using ::testing::HasSubstr;

static_assert(count_parameters("select 1") == 0);
static_assert(count_parameters("select $2, $10, $1") == 10);
static_assert(count_parameters("select '$1', 'it''s $2', $3") == 3);
static_assert(count_parameters(R"(select E'\'$1', e'\\', $2)") == 2);
static_assert(count_parameters(R"(select '\\', $1, '$2')") == 1);
static_assert(count_parameters(R"(select "$1", "a""$2", $3)") == 3);
static_assert(count_parameters("select $$ $1 $$, $q1$ $2 $$ $q$ $q1$, $3") == 3);
static_assert(count_parameters("select $1 -- $2\n , $3 -- $4") == 3);
static_assert(count_parameters("select /* $1 /* $2 */ $3 */ $4 - $5 / $6") == 6);
static_assert(count_parameters("select price$9, grün$9 from t where like$9 = $1") == 1);
static_assert(count_parameters("select '$1") == 0 && count_parameters("/* $1") == 0 && count_parameters("$a$ $1") == 0);

constexpr Statement kFind{"orders.find", "select id from orders where org = $1 and id = $2 and name <> '$3'"};

std::string refusal(const std::function<void()>& make) {
  try {
    make();
  } catch (const std::logic_error& fault) {
    return fault.what();
  }
  return "none";
}

TEST(Query, TakesAsManyParametersAsItsTextNames) {
  EXPECT_EQ(refusal([] { Query(kFind, 1, 2); }), "none");
  EXPECT_EQ(refusal([] { Query(kFind, 1); }), "orders.find: the SQL takes 2 parameters, 1 were given");
  EXPECT_EQ(refusal([] { Query(kFind, 1, 2, 3); }), "orders.find: the SQL takes 2 parameters, 3 were given");
  EXPECT_EQ(refusal([] { Query("select 1", 1); }), "select 1: the SQL takes 0 parameters, 1 were given");
}

TEST(Query, CountsThoseOfAStatementThatIsNoLiteral) {
  const Statement kept = keep_statement("drop $1", "select $1::text");
  EXPECT_EQ(refusal([&] { Query(kept, "a"); }), "none");
  EXPECT_THAT(refusal([&] { (void)Query(kept); }), HasSubstr("drop $1: the SQL takes 1 parameters, 0 were given"));
}

}  // namespace
}  // namespace tenstone::postgres
