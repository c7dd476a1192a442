#include "credential_cache.hpp"
#include "failed_logins.hpp"
#include "session_ended.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/auth/email.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::auth {
namespace {
using postgres::Bytes;
using postgres::Statement;

constexpr Statement kCandidate{"login.candidate", R"(
  select u.id, (select org_id from memberships where user_id = u.id order by created_at, org_id limit 1), c.phc,
         u.status = 'active' and coalesce((select f.streak < $3 from failed_logins f where f.account = $2), true)
  from users u left join password_credentials c on c.user_id = u.id where u.email = $1)"};

// The user's row stays locked until the commit: logins of one user queue up, so that the limit of sessions holds, and a
// password that was changed since it was verified is noticed. Forgets the failures of before.
constexpr Statement kStillValid{"login.still_valid", R"(
  with forgiven as (delete from failed_logins where account = $3)
  select u.id from users u join password_credentials c on c.user_id = u.id
  where u.id = $1 and u.status = 'active' and c.phc = $2 for update of u)"};

// The session that this browser had, and the oldest beyond $3.
constexpr Statement kMakeRoom{"login.make_room", R"(
  update sessions set revoked_at = tenstone.now(), revoked_xid = pg_current_xact_id(), revoke_reason = 'login'
  where revoked_at is null and (token_hash = $2 or id in (
    select id from sessions where user_id = $1 and revoked_at is null and token_hash is distinct from $2
      and idle_expires_at > tenstone.now() and expires_at > tenstone.now()
    order by created_at desc, id desc offset $3))
  returning id, org_id, token_hash)"};

constexpr Statement kInsert{"login.insert", R"(
  insert into sessions (id, token_hash, org_id, user_id, remembered, idle_expires_at, expires_at, ip, ua)
  values ($1, $2, $3, $4, $5, tenstone.now() + make_interval(secs => $6), tenstone.now() + make_interval(secs => $7),
          $8::text::inet, $9)
  returning id, org_id, user_id, remembered, created_at, last_seen_at, idle_expires_at, expires_at)"};

constexpr Statement kRehash{"login.rehash", "update password_credentials set phc = $2 where user_id = $1"};

double seconds(std::chrono::seconds duration) { return static_cast<double>(duration.count()); }

}  // namespace

struct Sessions::Candidate {
  Uuid user;
  std::optional<Uuid> org;
  std::optional<std::string> phc;
  bool open = false;  // active, and not failed too often
};

Task<Result<NewSession>> Sessions::login(Login login) {
  const auto email = parse_email(login.email);
  // An address that cannot be is looked up all the same: nobody has the empty one.
  const Bytes account{sha256(email ? email->normal : login.email)};
  const auto rows = co_await database_.read(kCandidate, email ? email->normal : std::string(), account,
                                            static_cast<std::int64_t>(kMostFailures));
  const auto known = rows.one<Candidate>();
  const Candidate candidate = known.value_or(Candidate());
  const auto right = co_await passwords_.verify(login.password, candidate.phc.value_or(std::string()));
  if (!right) co_return right.error();
  Result<NewSession> made = kInvalidCredentials;
  if (*right && candidate.org && candidate.open) made = co_await open(candidate, login, account);
  if (!made && made.error().is(kInvalidCredentials)) {
    TriedAccount tried{.key = account};
    if (known) tried.user = known->user, tried.org = known->org;
    co_await note_failed_login(database_, ids_, std::move(tried), std::move(login.client));
  }
  co_return made;
}

Task<Result<NewSession>> Sessions::open(Candidate candidate, Login login, postgres::Bytes account) {
  std::optional<std::string> rehashed;
  if (needs_rehash(*candidate.phc, passwords_.scheme())) {
    auto hashed = co_await passwords_.hash(login.password);
    if (hashed) rehashed = std::move(*hashed);  // a full pool: at the next login, then
  }
  NewSession made{.token = Secret(to_base64url(random_string(32)))};
  const Bytes hash{sha256(made.token.reveal())};
  std::optional<Bytes> previous;
  if (login.previous_token) previous = Bytes{sha256(*login.previous_token)};
  const Actor by = Actor::user(candidate.user, login.client);

  std::vector<std::string> ended;
  const auto sign_in = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Session>>> {
    const auto valid = co_await transaction.execute(kStillValid, candidate.user, *candidate.phc, account);
    if (!valid) co_return valid.error();
    if (valid->empty()) co_return kInvalidCredentials;
    const auto room = co_await transaction.execute(kMakeRoom, candidate.user, previous,
                                                   static_cast<std::int64_t>(policy_.most_per_user - 1));
    if (!room) co_return room.error();
    const auto inserted = co_await transaction.execute(kInsert, ids_.next(), hash, *candidate.org, candidate.user,
                                                       login.remember, seconds(policy_.idle_of(login.remember)),
                                                       seconds(policy_.absolute_of(login.remember)), login.client.ip,
                                                       printable_user_agent(login.client.user_agent));
    if (!inserted) co_return inserted.error();
    if (rehashed) {
      const auto updated = co_await transaction.execute(kRehash, candidate.user, *rehashed);
      if (!updated) co_return updated.error();
    }
    audit::Changed<Session> opened{.value = inserted->one<Session>().value(), .entries = {}};
    for (EndedSession& session : room->as<EndedSession>()) {
      opened.entries.push_back(entry_of(session, by));
      ended.push_back(std::move(session.token_hash.value));
    }
    const Session& session = opened.value;
    auto entry = audit_entry(session.org, by, "session.created", "session:" + to_string(session.id));
    entry.session_ref = session_ref(hash.value);
    opened.entries.push_back(std::move(entry));
    co_return opened;
  };
  auto opened = co_await audit::change<Session>(database_, ids_, sign_in);
  if (!opened) co_return opened.error();
  made.session = std::move(*opened);
  co_await cache_->revoke(std::move(ended));
  co_return made;
}

}  // namespace tenstone::auth
