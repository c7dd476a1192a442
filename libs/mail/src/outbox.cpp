#include "tenstone/mail/outbox.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <stdexcept>

namespace tenstone::mail {
namespace {

// No row: it was there already.
constexpr postgres::Statement kPut{"mail_outbox.put", R"(
  insert into mail_outbox (org_id, id, recipient, subject, body, message_id) values ($1, $2, $3, $4, $5, $6)
  on conflict (org_id, id) do nothing returning id)"};

bool control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }

}  // namespace

Result<void> check(const Mail& mail) {
  const auto invalid = [](std::string_view what) { return Error(kMailInvalid, std::string(what)); };
  if (!Address::parse(mail.to)) return invalid("`to` is one e-mail address, such as mia@example.com");
  if (mail.subject.empty() || mail.subject.size() > kMaxSubjectBytes || std::ranges::any_of(mail.subject, control))
    return invalid(fmt::format("A subject is one line of at most {} bytes, and not empty", kMaxSubjectBytes));
  if (mail.text.empty() || mail.text.size() > kMaxTextBytes)
    return invalid(fmt::format("The text of a mail has at most {} KiB, and is not empty", kMaxTextBytes / 1024));
  return {};
}

void Outbox::connect(Enqueue enqueue, Wake wake) {
  enqueue_ = std::move(enqueue);
  wake_ = std::move(wake);
}

Task<Result<bool>> Outbox::put(postgres::Transaction& transaction, Mail mail) {
  if (!enqueue_) throw std::logic_error("nothing sends mail here: add mail_jobs::Module to the service");
  if (!open_) co_return kMailNotConfigured;
  const auto valid = check(mail);
  if (!valid) co_return valid.error();
  const Uuid id = mail.id ? *mail.id : ids_.next();
  const std::string message_id = fmt::format("{}@{}", to_string(id), domain_);
  const auto row = co_await transaction.execute(kPut, mail.org, id, mail.to, mail.subject, mail.text, message_id);
  if (!row) co_return row.error();
  if (row->empty()) co_return false;
  const auto queued = co_await enqueue_(transaction, mail.org, id, mail.job);
  if (!queued) co_return queued.error();
  co_return true;
}

void Outbox::wake() const {
  if (wake_) wake_();
}

}  // namespace tenstone::mail
