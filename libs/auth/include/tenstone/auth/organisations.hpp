// Users, organisations, and who belongs to which.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/auth/actor.hpp"
#include "tenstone/auth/email.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
class Transaction;
}  // namespace tenstone::postgres

namespace tenstone::auth {

// What makes things works inside the caller's transaction, so that a user, an organisation and a membership come to be
// together. After an error the transaction has failed. All throw what Transaction::execute and Database::read throw.

// Error: email_taken. A public face must not pass that on: it tells who has an account.
Task<Result<Uuid>> create_user(postgres::Transaction& transaction, Ids& ids, Email email);

// With its first member, an owner; writes "organisation.created" to the new organisation's audit log.
// Error: name_invalid (not 1–200 characters).
Task<Result<Uuid>> create_organisation(postgres::Transaction& transaction, Ids& ids, std::string name, Uuid owner,
                                       Actor by);

// `role`: "owner" or "member". Adding a member again changes the role. Writes "member.added" to the audit log.
Task<Result<void>> add_member(postgres::Transaction& transaction, Ids& ids, Uuid org, Uuid user, std::string role,
                              Actor by);

// Adds the user to the organisation of this name, or of this id, as a member. Without one of the name it is made, and
// the user is its owner; two callers at once make one. Names are not unique, and where sign-up is open strangers choose
// them: an id is sure. Errors: name_invalid, organisation_not_found (no such id), organisation_ambiguous (several of
// the name).
Task<Result<Uuid>> join_organisation(postgres::Transaction& transaction, Ids& ids, std::string name_or_id, Uuid user,
                                     Actor by);

struct User {
  Uuid id;
  std::string email;   // as it was typed
  std::string status;  // "active", "disabled"
  Time created_at;
};
Task<std::optional<User>> find_user(postgres::Database& database, Uuid id);
Task<std::optional<User>> find_user(postgres::Database& database, Email email);

struct Membership {
  Uuid org;
  std::string name;  // of the organisation
  std::string role;
};
// Oldest first: the first is where a session of this user begins.
Task<std::vector<Membership>> memberships_of(postgres::Database& database, Uuid user);

}  // namespace tenstone::auth
