#include "tenstone/auth/organisations.hpp"

#include "auth_fixture.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::auth {
namespace {

class OrganisationsTest : public AuthTest {
 protected:
  static Task<Result<Uuid>> join_as_somebody(postgres::Database& database, Ids& ids, std::string name_or_id) {
    auto transaction = co_await database.begin();
    const std::string email = to_string(ids.next()) + "@example.com";
    const auto user = co_await create_user(transaction, ids, parse_email(email).value());
    auto org = co_await join_organisation(transaction, ids, std::move(name_or_id), user.value(), Actor());
    if (org) co_await transaction.commit();
    co_return org;
  }
  Result<Uuid> join(const std::string& name_or_id) { return run(join_as_somebody(database_, ids_, name_or_id)); }
  std::string new_name() { return "Acme " + to_string(ids_.next()); }
  static std::string members(const Uuid& org) {
    return sql("select string_agg(role, ' ' order by role desc) from memberships where org_id = '" + to_string(org) +
               "'");
  }
};

TEST_F(OrganisationsTest, TheFirstWhoJoinsMakesItAndOwnsIt) {
  const std::string name = new_name();
  const Uuid org = join(name).value();
  EXPECT_EQ(join(name).value(), org);
  EXPECT_EQ(join(to_string(org)).value(), org);
  EXPECT_EQ(members(org), "owner member member");
  EXPECT_EQ(sql("select string_agg(action, ' ' order by id) from audit_log where org_id = '" + to_string(org) + "'"),
            "organisation.created member.added member.added");
}

TEST_F(OrganisationsTest, ManyWhoJoinAtOnceMakeOne) {
  const std::string name = new_name();
  const auto all = [](postgres::Database& database, Ids& ids, std::string wanted) -> Task<std::vector<Uuid>> {
    std::vector<Uuid> joined;
    const auto one = [](postgres::Database& on, Ids& with, std::string what, std::vector<Uuid>& into) -> Task<> {
      const auto org = co_await join_as_somebody(on, with, what);
      into.push_back(org ? *org : Uuid());
    };
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 8; ++i) group.spawn(one(database, ids, wanted, joined));
    co_await group.join();
    co_return joined;
  };
  const auto joined = run(all(database_, ids_, name));
  ASSERT_EQ(joined.size(), 8U);
  EXPECT_EQ(joined, std::vector<Uuid>(8, joined.front()));
  EXPECT_EQ(members(joined.front()), "owner member member member member member member member");
}

TEST_F(OrganisationsTest, RefusesWhatNamesNoneOrSeveral) {
  EXPECT_EQ(join("").error().code, "name_invalid");
  EXPECT_EQ(join(to_string(ids_.next())).error().code, "organisation_not_found");
  const std::string name = new_name();
  const Uuid one = join(name).value();
  sql("insert into organisations (id, name) values (gen_random_uuid(), '" + name + "')");
  EXPECT_EQ(join(name).error().code, "organisation_ambiguous");
  EXPECT_EQ(join(to_string(one)).value(), one);
}

}  // namespace
}  // namespace tenstone::auth
