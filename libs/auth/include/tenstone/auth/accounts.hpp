#pragma once
#include <string>

#include "tenstone/auth/actor.hpp"
#include "tenstone/auth/email.hpp"
#include "tenstone/auth/passwords.hpp"

namespace tenstone::postgres {
class Database;
}

namespace tenstone::auth {

class Recovery;

struct SignUp {
  std::string email;
  Secret<std::string> password;
  std::string organisation;  // its name; empty: "Personal"
  Client client = {};
};

struct Account {
  Uuid user, org;
};

// Accounts with a password. Holds no state of its own: one serves all loops. Throws what Database throws.
class Accounts {
 public:
  Accounts(postgres::Database& database, Ids& ids, Passwords& passwords)
      : database_(database), ids_(ids), passwords_(passwords) {}

  // From then on sign_up() asks for a letter that verifies the address, and tell_owner() for one. Before the first of
  // them.
  void write_letters(Recovery& recovery) { recovery_ = &recovery; }

  // A user, a password and an organisation of their own, together, and the letter. Hashes before it looks, so that a
  // taken address costs a stranger the same wait, give or take a COMMIT. Whether sign-up is open to strangers is for
  // the caller to know. Errors: email_invalid, name_invalid, those of Passwords::check(), busy; and
  // email_taken, which an answer to strangers must not tell from success.
  Task<Result<Account>> sign_up(SignUp sign_up);

  // Of an address that sign_up() found taken: asks for the letter that says so to its owner. How often is for the
  // caller to limit. Errors: those of Recovery::request().
  Task<Result<void>> tell_owner(std::string email, Client client);

 private:
  Task<Result<Account>> make(Email email, std::string phc, SignUp sign_up);

  postgres::Database& database_;
  Ids& ids_;
  Passwords& passwords_;
  Recovery* recovery_ = nullptr;
};

}  // namespace tenstone::auth
