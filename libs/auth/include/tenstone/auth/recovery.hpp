// Verified addresses, and passwords that were forgotten or are changed.
//
// Who asks for a letter learns nothing: each request does the same, one job, and the job looks whether there is an
// account. The token in a link is 256 random bits of which only the SHA-256 is stored; it works once, and only until
// the next one of its kind. Links begin with the configured public URL, and the token stands in the fragment, which is
// in no log and no Referer.
#pragma once
#include <optional>
#include <string>

#include "tenstone/auth/actor.hpp"
#include "tenstone/auth/email.hpp"
#include "tenstone/auth/postbox.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone::postgres {
class Database;
}

namespace tenstone::auth {

class Passwords;
class Sessions;

// One answer for every token that does not work: mistyped, unknown, spent, expired, of a disabled user.
inline const ErrorCode kTokenInvalid{ErrorKind::Gone, "token_invalid",
                                     "This link does not work any more: ask for a new one"};
inline const ErrorCode kPasswordWrong{ErrorKind::Forbidden, "password_wrong", "The current password is wrong"};

enum class LetterKind : std::uint8_t {
  Verify,  // the link that verifies an address, for 24 hours
  Taken,   // somebody signed up with an address that has an account
  Reset,   // the link that sets a new password, for 30 minutes
};

// Holds no state of its own: one serves all loops. Everything suspends and throws what Database throws.
class Recovery {
 public:
  // `public_url`: without a slash at its end. Empty: links cannot be made.
  Recovery(postgres::Database& database, Ids& ids, Passwords& passwords, Sessions& sessions, Postbox& postbox,
           std::string public_url)
      : database_(database),
        ids_(ids),
        passwords_(passwords),
        sessions_(sessions),
        postbox_(postbox),
        public_url_(std::move(public_url)) {}

  // Asks for a letter. The same work for every address. Errors: email_invalid; that of Postbox::closed().
  Task<Result<void>> request(LetterKind kind, std::string email, Client client);
  // The same inside of the caller's transaction; Postbox::wake() after the commit is the caller's.
  Task<Result<void>> request(postgres::Transaction& transaction, LetterKind kind, Email email, Client client);

  // Writes the letter that `request` asks for, if the address has an account that it fits, and notes it in the audit
  // log. For Postbox::write_later(). Errors: those of Postbox::put().
  Task<Result<void>> write(std::string request, Uuid id);

  // The address is its owner's from then on. Error: token_invalid.
  Task<Result<void>> verify(std::string token, Client client);
  // A new password, and the end of all sessions and of the user's other tokens, together; nobody is signed in. It also
  // shows that the address is its owner's. Errors: token_invalid; those of Passwords::check(), after which the token
  // still works; busy.
  Task<Result<void>> reset(std::string token, Secret<std::string> password, Client client);
  // A new password, and the end of all other sessions and of the user's tokens, together. Errors: password_wrong, also
  // when the password has just been changed elsewhere; those of Passwords::check(); busy.
  Task<Result<void>> change(Uuid user, Uuid session, Secret<std::string> current, Secret<std::string> password,
                            Client client);

  Postbox& postbox() { return postbox_; }

 private:
  postgres::Database& database_;
  Ids& ids_;
  Passwords& passwords_;
  Sessions& sessions_;
  Postbox& postbox_;
  const std::string public_url_;
};

}  // namespace tenstone::auth
