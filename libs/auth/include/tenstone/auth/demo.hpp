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

// A fresh token of theirs for everything (scope "*"), without an expiry; those that were issued here before stop
// working.
Task<Secret<std::string>> issue_demo_token(ApiTokens& tokens, Demo demo);

// Whether `text` is a token of theirs that works.
Task<bool> demo_token_works(ApiTokens& tokens, Demo demo, std::string text);

}  // namespace tenstone::auth
