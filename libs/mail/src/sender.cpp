#include "tenstone/mail/sender.hpp"

#include "tenstone/mail/message.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::mail {
namespace {
using postgres::Statement;

constexpr Statement kFind{"mail_outbox.find", R"(
  select recipient, subject, body, message_id, created_at from mail_outbox where org_id = $1 and id = $2)"};
struct Found {
  std::string recipient, subject;
  std::optional<std::string> body;
  std::string message_id;
  Time created_at;
};

constexpr Statement kSent{"mail_outbox.sent", R"(
  update mail_outbox set sent_at = tenstone.now(), body = null, refused_at = null, failure = null
  where org_id = $1 and id = $2)"};

constexpr Statement kFailed{"mail_outbox.failed", R"(
  update mail_outbox set failure = $3, refused_at = case when $4 then tenstone.now() end
  where org_id = $1 and id = $2 and sent_at is null)"};

constexpr Statement kRemove{"mail_outbox.remove_old",
                            "delete from mail_outbox where created_at < tenstone.now() - interval '7 days'"};

}  // namespace

Task<Result<void>> Sender::send(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kFind, org, id);
  auto found = rows.one<Found>();
  if (!found) co_return kMailNotFound;
  if (!found->body) co_return Result<void>();
  auto to = Address::parse(found->recipient);
  if (!to) co_return Error(kInternal, {}, "an address in the outbox is none");
  const Envelope envelope{.from = from_.address.text(), .to = to->text(), .id = id, .date = found->created_at};
  const Message message{.from = from_,
                        .to = std::move(*to),
                        .subject = std::move(found->subject),
                        .text = std::move(*found->body),
                        .id = std::move(found->message_id),
                        .date = found->created_at};
  const auto hand_over = [&] { return transport_(envelope, to_wire(message)); };
  const auto ran = co_await pool_.run(hand_over);
  if (!ran) co_return ran.error();
  if (*ran) {
    const auto noted = co_await database_.write(kSent, org, id);
    if (!noted) co_return noted.error();
    co_return Result<void>();
  }
  const Error& error = ran->error();
  const auto noted = co_await database_.write(kFailed, org, id, error.message, error.is(kMailRefused));
  if (!noted) co_return noted.error();
  co_return error;
}

Task<> remove_old_mails(postgres::Database& database) { static_cast<void>(co_await database.write(kRemove)); }

}  // namespace tenstone::mail
