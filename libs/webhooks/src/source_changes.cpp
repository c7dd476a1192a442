#include <algorithm>

#include "sources_state.hpp"
#include "tenstone/audit/change.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Statement;
using postgres::Transaction;

constexpr std::size_t kMostSecretBytes = 500;

constexpr Statement kRaise{"webhooks.raise", R"(
WITH raised AS (UPDATE webhook_version SET version = version + 1 RETURNING version)
SELECT pg_notify('tenstone_webhooks', version::text) FROM raised)"};
constexpr Statement kCreateSource{"webhooks.create_source", R"(
INSERT INTO webhook_sources (org_id, id, name, scheme, tolerance_seconds, max_bytes, action, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, tenstone.now()))"};
constexpr Statement kLockSource{"webhooks.lock_source", R"(
SELECT org_id, id, name, scheme, tolerance_seconds, max_bytes, action, enabled, created_at
  FROM webhook_sources WHERE org_id = $1 AND name = $2 FOR UPDATE)"};
constexpr Statement kChangeSource{"webhooks.change_source", R"(
UPDATE webhook_sources SET tolerance_seconds = $3, max_bytes = $4, action = $5, enabled = $6
 WHERE org_id = $1 AND id = $2)"};
constexpr Statement kRemoveSource{"webhooks.remove_source",
                                  "DELETE FROM webhook_sources WHERE org_id = $1 AND id = $2"};
bool is_source_name(std::string_view name) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 50 && good(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return good(c) || c == '-'; });
}

struct Given {
  Secret<std::string> secret;
  bool made = false;
};
// The secret that was given, or one made here. Errors: secret_needed, signing_secret_invalid.
Result<Given> secret_of(Scheme scheme, std::optional<std::string> given) {
  if (!given) {
    if (scheme != Scheme::StandardWebhooks && scheme != Scheme::GitHub) return kSecretNeeded;
    return Given{make_secret(scheme), true};
  }
  if (given->size() > kMostSecretBytes) return Error(kSigningSecretInvalid, "The secret is longer than 500 bytes");
  Secret<std::string> secret(std::move(*given));
  const auto key = SigningKey::make(scheme, "", secret);
  if (!key) return key.error();
  return Given{std::move(secret)};
}

struct SourceDetails {
  Scheme scheme;
  std::int32_t tolerance_seconds, max_bytes;
  std::optional<std::string> action;
  bool enabled;
};
constexpr auto schema(validation::For<SourceDetails>) {
  using validation::field;
  return validation::object<SourceDetails>(
      field("scheme", &SourceDetails::scheme), field("tolerance_seconds", &SourceDetails::tolerance_seconds),
      field("max_bytes", &SourceDetails::max_bytes), field("action", &SourceDetails::action),
      field("enabled", &SourceDetails::enabled));
}

audit::Entry entry_of(const Caller& by, std::string action, const Source& source) {
  const SourceDetails details{source.scheme, source.tolerance_seconds, source.max_bytes, source.action, source.enabled};
  return {.org = by.org,
          .actor = by.actor,
          .action = std::move(action),
          .subject = "webhook_source:" + source.name,
          .details = validation::to_json(details)};
}

Task<std::optional<Source>> lock(Transaction& transaction, Uuid org, const std::string& name) {
  const auto rows = co_await transaction.execute(kLockSource, org, name);
  if (!rows) throw Failure(rows.error());
  co_return rows->one<Source>();
}

// Runs `make(transaction, source)` on a source that is locked, with an audit row of what it leaves of the source.
template <class Make>
Task<Result<void>> change_locked(postgres::Database& database, Ids& ids, const Caller& by, const std::string& name,
                                 std::string action, const Make& make) {
  const auto locked = [&](Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto raised = co_await transaction.execute(kRaise);
    if (!raised) co_return raised.error();
    auto source = co_await lock(transaction, by.org, name);
    if (!source) co_return kSourceNotFound;
    const Result<void> made = co_await make(transaction, *source);
    if (!made) co_return made.error();
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, action, *source));
    co_return audit::Changed<void>{std::move(entries)};
  };
  co_return co_await audit::change<void>(database, ids, locked);
}

}  // namespace

Task<Result<MadeSource>> Sources::create(Caller by, NewSource source) {
  const auto state = state_;
  if (!is_source_name(source.name)) co_return kSourceNameInvalid;
  auto given = secret_of(source.scheme, std::move(source.secret));
  if (!given) co_return given.error();
  const Source made{.org = by.org,
                    .id = state->ids.next(),
                    .name = source.name,
                    .scheme = source.scheme,
                    .tolerance_seconds = source.tolerance_seconds,
                    .max_bytes = source.max_bytes,
                    .action = std::move(source.action)};
  const auto put = [&](Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    std::vector<postgres::Query> queries;
    queries.emplace_back(kRaise);
    queries.emplace_back(kCreateSource, made.org, made.id, made.name, made.scheme, made.tolerance_seconds,
                         made.max_bytes, made.action);
    const auto done = co_await transaction.run_together(std::move(queries));
    if (!done && done.error().is(postgres::kUniqueViolation)) co_return kSourceNameTaken;
    if (!done) co_return done.error();
    const auto key = co_await state->secrets.put(transaction, made.org, made.id, given->secret, {});
    if (!key) co_return key.error();
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "webhook_source.created", made));
    co_return audit::Changed<void>{std::move(entries)};
  };
  const auto done = co_await audit::change<void>(state->database, state->ids, put);
  if (!done) co_return done.error();
  co_await State::catch_up(state);
  auto view = co_await state->view(by.org, made.name);
  if (!view) co_return view.error();
  MadeSource answer{std::move(*view), {}};
  if (given->made) answer.secret = given->secret.reveal();
  co_return answer;
}

Task<Result<SourceView>> Sources::change(Caller by, std::string name, SourceChange change) {
  const auto state = state_;
  const bool names_something = change.tolerance_seconds || change.max_bytes || change.action || change.enabled;
  if (!names_something) co_return co_await state->view(by.org, std::move(name));
  const auto apply = [&](Transaction& transaction, Source& source) -> Task<Result<void>> {
    if (change.tolerance_seconds) source.tolerance_seconds = *change.tolerance_seconds;
    if (change.max_bytes) source.max_bytes = *change.max_bytes;
    if (change.action) source.action = *change.action;
    if (change.enabled) source.enabled = *change.enabled;
    const auto done = co_await transaction.execute(kChangeSource, source.org, source.id, source.tolerance_seconds,
                                                   source.max_bytes, source.action, source.enabled);
    if (!done) co_return done.error();
    co_return Result<void>();
  };
  const auto done = co_await change_locked(state->database, state->ids, by, name, "webhook_source.changed", apply);
  if (!done) co_return done.error();
  co_await State::catch_up(state);
  co_return co_await state->view(by.org, name);
}

Task<Result<void>> Sources::remove(Caller by, std::string name) {
  const auto state = state_;
  const auto drop = [&](Transaction& transaction, Source& source) -> Task<Result<void>> {
    const auto done = co_await transaction.execute(kRemoveSource, source.org, source.id);
    if (!done) co_return done.error();
    co_return co_await state->secrets.remove(transaction, source.org, source.id);
  };
  const auto done = co_await change_locked(state->database, state->ids, by, name, "webhook_source.removed", drop);
  if (done) co_await State::catch_up(state);
  co_return done;
}

Task<Result<MadeSource>> Sources::rotate(Caller by, std::string name, std::optional<std::string> secret,
                                         std::chrono::seconds overlap) {
  const auto state = state_;
  std::optional<std::string> shown;
  const auto turn = [&](Transaction& transaction, Source& source) -> Task<Result<void>> {
    const bool made = !secret;
    auto given = secret_of(source.scheme, std::move(secret));
    if (!given) co_return given.error();
    if (made) shown = given->secret.reveal();
    const auto key = co_await state->secrets.put(transaction, source.org, source.id, given->secret, overlap);
    if (!key) co_return key.error();
    co_return Result<void>();
  };
  const auto done = co_await change_locked(state->database, state->ids, by, name, "webhook_source.rotated", turn);
  if (!done) co_return done.error();
  co_await State::catch_up(state);
  auto view = co_await state->view(by.org, name);
  if (!view) co_return view.error();
  co_return MadeSource{std::move(*view), std::move(shown)};
}

}  // namespace tenstone::webhooks
