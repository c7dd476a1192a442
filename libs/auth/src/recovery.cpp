#include "tenstone/auth/recovery.hpp"

#include "audit_entry.hpp"
#include "letters.hpp"
#include "one_time_tokens.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::auth {

constexpr auto schema(validation::For<LetterKind>) {
  using enum LetterKind;
  return validation::enumeration<LetterKind>({{"verify", Verify}, {"taken", Taken}, {"reset", Reset}});
}

// What is kept of a request until its letter is written.
struct LetterRequest {
  LetterKind kind = LetterKind::Verify;
  std::string email;       // Email::normal
  std::string public_url;  // of the process that was asked
  std::optional<std::string> ip;
  std::string user_agent;
};
constexpr auto schema(validation::For<LetterRequest>) {
  using validation::field;
  return validation::object<LetterRequest>(field("kind", &LetterRequest::kind), field("email", &LetterRequest::email),
                                           field("public_url", &LetterRequest::public_url),
                                           field("ip", &LetterRequest::ip),
                                           field("user_agent", &LetterRequest::user_agent));
}

namespace {
using namespace std::chrono_literals;
using postgres::Statement;

constexpr auto kVerifyLifetime = 24h;
constexpr auto kResetLifetime = 30min;

constexpr Statement kRecipient{"recovery.recipient", R"(
  select u.id, u.email, u.email_verified_at is not null,
         (select org_id from memberships where user_id = u.id order by created_at, org_id limit 1)
  from users u where u.email = $1 and u.status = 'active')"};
struct Recipient {
  Uuid user;
  std::string email;
  bool verified;
  std::optional<Uuid> org;
};

// Before the token is spent: the user's row is the first that any of these transactions locks (password_change.cpp).
constexpr Statement kVerified{"recovery.verified", R"(
  update users set email_verified_at = coalesce(email_verified_at, tenstone.now()) where id = $1)"};

std::string_view action_of(LetterKind kind) {
  switch (kind) {
    case LetterKind::Verify: return "email.verification_requested";
    case LetterKind::Taken: return "account.sign_up_repeated";
    case LetterKind::Reset: return "password.reset_requested";
  }
  std::unreachable();
}

Task<Result<Letter>> letter_of(postgres::Transaction& transaction, const LetterRequest& request, Recipient to) {
  if (request.kind == LetterKind::Taken) co_return taken_letter(std::move(to.email), request.public_url);
  const bool verify = request.kind == LetterKind::Verify;
  const std::chrono::seconds lifetime = verify ? kVerifyLifetime : std::chrono::seconds(kResetLifetime);
  const auto token = co_await make_one_time_token(transaction, verify ? kVerifyToken : kResetToken, to.user, lifetime);
  if (!token) co_return token.error();
  const auto write = verify ? verify_letter : reset_letter;
  co_return write(std::move(to.email), request.public_url, *token);
}

}  // namespace

Task<Result<void>> Recovery::request(LetterKind kind, std::string email, Client client) {
  auto parsed = parse_email(email);
  if (!parsed) co_return parsed.error();
  auto transaction = co_await database_.begin();
  const auto asked = co_await request(transaction, kind, std::move(*parsed), std::move(client));
  if (!asked) co_return asked.error();
  co_await transaction.commit();
  postbox_.wake();
  co_return Result<void>();
}

Task<Result<void>> Recovery::request(postgres::Transaction& transaction, LetterKind kind, Email email, Client client) {
  if (const ErrorCode* closed = postbox_.closed()) co_return *closed;
  const LetterRequest wanted{.kind = kind,
                             .email = std::move(email.normal),
                             .public_url = public_url_,
                             .ip = std::move(client.ip),
                             .user_agent = printable_user_agent(client.user_agent)};
  co_return co_await postbox_.write_later(transaction, validation::to_json(wanted));
}

Task<Result<void>> Recovery::write(std::string request, Uuid id) {
  const auto wanted = validation::parse_json<LetterRequest>(request);
  if (!wanted) co_return wanted.error();
  auto transaction = co_await database_.begin();
  const auto rows = co_await transaction.execute(kRecipient, wanted->email);
  if (!rows) co_return rows.error();
  const auto to = rows->one<Recipient>();
  if (!to || (wanted->kind == LetterKind::Verify && to->verified)) co_return Result<void>();
  auto letter = co_await letter_of(transaction, *wanted, *to);
  if (!letter) co_return letter.error();
  const auto put = co_await postbox_.put(transaction, id, std::move(*letter));
  if (!put) co_return put.error();
  if (!*put) co_return Result<void>();  // an attempt before this one has committed, and its token stays
  const Actor by{.name = "anonymous", .client = {.ip = wanted->ip, .user_agent = wanted->user_agent}};
  auto entry =
      audit_entry(to->org.value_or(Uuid()), by, std::string(action_of(wanted->kind)), "user:" + to_string(to->user));
  const auto logged = co_await audit::append(transaction, ids_, std::move(entry));
  if (!logged) co_return logged.error();
  co_await transaction.commit();
  postbox_.wake();
  co_return Result<void>();
}

Task<Result<void>> Recovery::verify(std::string token, Client client) {
  const auto owner = co_await owner_of_one_time_token(database_, kVerifyToken, token);
  if (!owner) co_return kTokenInvalid;
  const auto note = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto verified = co_await transaction.execute(kVerified, owner->user);
    if (!verified) co_return verified.error();
    const auto spent = co_await spend_one_time_token(transaction, kVerifyToken, token);
    if (!spent) co_return spent.error();
    if (!*spent) co_return kTokenInvalid;
    co_return audit::Changed<void>{{audit_entry(owner->org.value_or(Uuid()), Actor::user(owner->user, client),
                                                "email.verified", "user:" + to_string(owner->user))}};
  };
  co_return co_await audit::change<void>(database_, ids_, note);
}

}  // namespace tenstone::auth
