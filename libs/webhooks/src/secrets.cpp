#include "tenstone/webhooks/secrets.hpp"

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Query;
using postgres::Statement;

constexpr std::size_t kSecretBytes = 32;

// $3 seconds.
constexpr Statement kEndSecrets{"webhooks.end_secrets", R"(
UPDATE webhook_secrets SET not_after = least(not_after, tenstone.now() + $3::bigint * interval '1 second')
 WHERE org_id = $1 AND owner_id = $2)"};
constexpr Statement kPutSecret{"webhooks.put_secret", R"(
INSERT INTO webhook_secrets (org_id, owner_id, key_id, sealed, created_at) VALUES ($1, $2, $3, $4, tenstone.now()))"};
constexpr Statement kRemoveSecrets{"webhooks.remove_secrets",
                                   "DELETE FROM webhook_secrets WHERE org_id = $1 AND owner_id = $2"};
constexpr Statement kRemoveEnded{"webhooks.remove_ended_secrets", R"(
DELETE FROM webhook_secrets WHERE not_after < tenstone.now() - interval '1 day')"};
constexpr Statement kKeys{"webhooks.keys", R"(
SELECT key_id, sealed, not_after FROM webhook_secrets
 WHERE org_id = $1 AND owner_id = $2 AND (not_after IS NULL OR not_after > tenstone.now()) ORDER BY key_id DESC)"};

struct SecretRow {
  Uuid key_id;
  Bytes sealed;
  std::optional<Time> not_after;
};

// Where a sealed secret stands.
std::string place_of(Uuid org, Uuid owner, Uuid key) {
  return to_string(org) + '/' + to_string(owner) + '/' + to_string(key);
}

}  // namespace

Secret<std::string> make_secret(Scheme scheme) {
  const std::string random = random_string(kSecretBytes);
  return Secret<std::string>(scheme == Scheme::StandardWebhooks ? "whsec_" + to_base64(random) : to_hex(random));
}

Task<Result<Uuid>> Secrets::put(postgres::Transaction& transaction, Uuid org, Uuid owner,
                                const Secret<std::string>& secret, std::chrono::seconds overlap) {
  const Uuid key = ids_.next();
  std::vector<Query> queries;
  queries.emplace_back(kEndSecrets, org, owner, static_cast<std::int64_t>(overlap.count()));
  queries.emplace_back(kPutSecret, org, owner, key, Bytes{sealer_.seal(secret, place_of(org, owner, key))});
  const auto done = co_await transaction.run_together(std::move(queries));
  if (!done) co_return done.error();
  co_return key;
}

Task<Result<void>> Secrets::remove(postgres::Transaction& transaction, Uuid org, Uuid owner) {
  const auto done = co_await transaction.execute(kRemoveSecrets, org, owner);
  if (!done) co_return done.error();
  co_return Result<void>();
}

std::optional<SigningKey> Secrets::key(Uuid org, Uuid owner, Uuid id, std::string_view sealed,
                                       std::optional<Time> not_after, Scheme scheme) const {
  const auto secret = sealer_.open(sealed, place_of(org, owner, id));
  if (!secret) return std::nullopt;
  auto key = SigningKey::make(scheme, to_string(id), *secret, not_after);
  return key ? std::optional(std::move(*key)) : std::nullopt;
}

Task<std::vector<SigningKey>> Secrets::keys(postgres::Database& database, Uuid org, Uuid owner, Scheme scheme) const {
  std::vector<SigningKey> keys;
  const auto rows = co_await database.read(kKeys, org, owner);
  for (const SecretRow& row : rows.as<SecretRow>())
    if (auto made = key(org, owner, row.key_id, row.sealed.value, row.not_after, scheme))
      keys.push_back(std::move(*made));
  co_return keys;
}

Task<> remove_ended_secrets(postgres::Database& database) {
  const auto done = co_await database.write(kRemoveEnded);
  if (!done) throw Failure(done.error());
}

}  // namespace tenstone::webhooks
