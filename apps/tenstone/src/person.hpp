// Whom a verb is about, named by an e-mail address.
#pragma once
#include <string>

#include "process.hpp"
#include "tenstone/auth/email.hpp"

namespace tenstone::cli {

struct Person {
  Uuid org, user;  // the organisation that a session of theirs would begin in
};

// Throws Failure: email_invalid.
auth::Email email_of(const std::string& text);

// Throws Failure: email_invalid; member_not_found, which says how to make an account.
Task<Person> find_person(Process& process, std::string email);

// What is done on their behalf.
platform::Requester requester(const Person& who);

}  // namespace tenstone::cli
