#include "email.hpp"

#include <fmt/core.h>

#include "template_text.hpp"
#include "tenstone/mail/outbox.hpp"

namespace tenstone::platform {
namespace {

Result<mail::Mail> filled(const EmailTemplate& email, const jobs::Run& run) {
  const Members input = members_of(run.payload());
  auto to = fill(email.to, input);
  if (!to) return to.error();
  auto subject = fill(email.subject, input);
  if (!subject) return subject.error();
  auto text = fill(email.text, input);
  if (!text) return text.error();
  return mail::Mail{.to = std::move(*to),
                    .subject = std::move(*subject),
                    .text = std::move(*text),
                    .org = run.org_id(),
                    .id = run.id()};
}

Task<jobs::Outcome> put(jobs::Run& run, mail::Outbox& outbox, postgres::Database& database, EmailTemplate email) {
  auto mail = filled(email, run);
  if (!mail) co_return discarded(mail.error());
  const std::string to = mail->to;
  auto transaction = co_await database.begin();
  const auto done = co_await outbox.put(transaction, std::move(*mail));
  if (!done && jobs::worth_a_retry(done.error().kind))
    co_return jobs::Retry{.reason = done.error().message, .code = done.error().code};
  if (!done) co_return discarded(done.error());
  if (*done) co_await transaction.commit();
  outbox.wake();
  run.log(fmt::format("The mail to {} is in the outbox", to));
  co_return jobs::Done{};
}

}  // namespace

std::function<jobs::Handler(const EmailTemplate& email)> put_email(mail::Outbox& outbox, postgres::Database& database) {
  return [&outbox, &database](const EmailTemplate& email) -> jobs::Handler {
    return [&outbox, &database, email](jobs::Run& run) { return put(run, outbox, database, email); };
  };
}

}  // namespace tenstone::platform
