#include "person.hpp"

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::cli {

auth::Email email_of(const std::string& text) {
  auto email = auth::parse_email(text);
  if (!email) throw Failure(email.error());
  return *email;
}

Task<Person> find_person(Process& process, std::string email) {
  const auto user = co_await auth::find_user(process.service.database(), email_of(email));
  if (!user)
    throw Failure(
        Error(auth::kMemberNotFound, "there is no account " + email + "; make one: tenstone user add " + email));
  const auto memberships = co_await auth::memberships_of(process.service.database(), user->id);
  if (memberships.empty()) throw Failure(auth::kMemberNotFound);
  co_return Person{memberships.front().org, user->id};
}

platform::Requester requester(const Person& who) { return {who.org, "user:" + to_string(who.user), who.user}; }

}  // namespace tenstone::cli
