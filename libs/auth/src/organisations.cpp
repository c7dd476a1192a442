#include "tenstone/auth/organisations.hpp"

#include "audit_entry.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/postgres/database.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {
using postgres::Statement;

constexpr Statement kCreateUser{"users.create", "insert into users (id, email, email_display) values ($1, $2, $3)"};
constexpr Statement kCreateOrganisation{"organisations.create", "insert into organisations (id, name) values ($1, $2)"};
constexpr Statement kAddMember{"memberships.add", R"(
  insert into memberships (org_id, user_id, role) values ($1, $2, $3)
  on conflict (org_id, user_id) do update set role = excluded.role)"};
// Until the transaction ends, for who else wants to make one of this name.
constexpr Statement kHoldName{
    "organisations.hold_name",
    "select pg_advisory_xact_lock(hashtextextended('tenstone.organisations ' || $1::text, 0))"};
constexpr Statement kByName{"organisations.by_name", "select id from organisations where name = $1 limit 2"};
constexpr Statement kById{"organisations.by_id", "select id from organisations where id = $1"};
constexpr Statement kUserById{"users.by_id", "select id, email_display, status, created_at from users where id = $1"};
constexpr Statement kUserByEmail{"users.by_email",
                                 "select id, email_display, status, created_at from users where email = $1"};
constexpr Statement kMemberships{"memberships.of_user", R"(
  select m.org_id, o.name, m.role from memberships m join organisations o on o.id = m.org_id
  where m.user_id = $1 order by m.created_at, m.org_id)"};

}  // namespace

Task<Result<Uuid>> create_user(postgres::Transaction& transaction, Ids& ids, Email email) {
  const Uuid id = ids.next();
  const auto created = co_await transaction.execute(kCreateUser, id, email.normal, email.display);
  if (created) co_return id;
  if (created.error().detail == "users_email_unique") co_return kEmailTaken;
  co_return created.error();
}

Task<Result<Uuid>> create_organisation(postgres::Transaction& transaction, Ids& ids, std::string name, Uuid owner,
                                       Actor by) {
  const auto length = count_code_points(name);
  if (!length || *length < 1 || *length > 200 || name.find('\0') != std::string::npos) co_return kNameInvalid;
  const Uuid id = ids.next();
  const auto created = co_await transaction.execute(kCreateOrganisation, id, name);
  if (!created) co_return created.error();
  const auto joined = co_await transaction.execute(kAddMember, id, owner, "owner");
  if (!joined) co_return joined.error();
  auto entry = audit_entry(id, by, "organisation.created", "organisation:" + to_string(id));
  const auto logged = co_await audit::append(transaction, ids, std::move(entry));
  if (!logged) co_return logged.error();
  co_return id;
}

Task<Result<void>> add_member(postgres::Transaction& transaction, Ids& ids, Uuid org, Uuid user, std::string role,
                              Actor by) {
  const auto joined = co_await transaction.execute(kAddMember, org, user, role);
  if (!joined) co_return joined.error();
  auto entry = audit_entry(org, by, "member.added", "user:" + to_string(user));
  co_return co_await audit::append(transaction, ids, std::move(entry));
}

Task<Result<Uuid>> join_organisation(postgres::Transaction& transaction, Ids& ids, std::string name_or_id, Uuid user,
                                     Actor by) {
  const auto id = parse_uuid(name_or_id);
  if (!id) {
    const auto held = co_await transaction.execute(kHoldName, name_or_id);
    if (!held) co_return held.error();
  }
  const auto rows = id ? co_await transaction.execute(kById, *id) : co_await transaction.execute(kByName, name_or_id);
  if (!rows) co_return rows.error();
  if (rows->size() > 1) co_return kOrganisationAmbiguous;
  const auto org = rows->one<Uuid>();
  if (!org && id) co_return kOrganisationNotFound;
  if (!org) co_return co_await create_organisation(transaction, ids, std::move(name_or_id), user, std::move(by));
  const auto added = co_await add_member(transaction, ids, *org, user, "member", std::move(by));
  if (!added) co_return added.error();
  co_return *org;
}

Task<std::optional<User>> find_user(postgres::Database& database, Uuid id) {
  const auto rows = co_await database.read(kUserById, id);
  co_return rows.one<User>();
}

Task<std::optional<User>> find_user(postgres::Database& database, Email email) {
  const auto rows = co_await database.read(kUserByEmail, email.normal);
  co_return rows.one<User>();
}

Task<std::vector<Membership>> memberships_of(postgres::Database& database, Uuid user) {
  const auto rows = co_await database.read(kMemberships, user);
  co_return rows.as<Membership>();
}

}  // namespace tenstone::auth
