// What the first start in development makes, so that the printed curl works. Whether it is development is for the
// program to know: nothing here asks.
#pragma once
#include <string>

#include "tenstone/auth/api_tokens.hpp"

namespace tenstone::auth {

struct Demo {
  Uuid org, user;
};

// The organisation "Demo" and its owner demo@example.com, made where they are missing. Also when two processes start at
// once.
Task<Demo> ensure_demo(postgres::Database& database, Ids& ids);

// A fresh token for everything (scope "*"), without an expiry; those that were issued here before stop working.
Task<Secret<std::string>> issue_demo_token(postgres::Database& database, Ids& ids);

// Whether `text` is a demo token that still works in this database.
Task<bool> demo_token_works(postgres::Database& database, Ids& ids, std::string text);

}  // namespace tenstone::auth
