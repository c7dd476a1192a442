// The signing secrets of sources and endpoints, sealed in PostgreSQL.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/core/sealer.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/webhooks/signature.hpp"

namespace tenstone::webhooks {

inline constexpr std::chrono::seconds kOverlap{24 * 3600};  // of a rotation, unless it says otherwise
inline constexpr std::chrono::seconds kMaxOverlap{30 * 24 * 3600};

// What people see of a secret.
struct KeyInfo {
  Uuid id;
  std::optional<Time> not_after;
};
constexpr auto schema(validation::For<KeyInfo>) {
  using validation::field;
  return validation::object<KeyInfo>(field("id", &KeyInfo::id),
                                     field("not_after", &KeyInfo::not_after).about("From then on it does not count"));
}

// A secret that the scheme signs with: "whsec_" and the base64 of 32 random bytes for StandardWebhooks, 64 hexadecimal
// digits otherwise.
Secret<std::string> make_secret(Scheme scheme);

// One a process, used on any loop. All of it suspends and throws what Database throws; the errors are those of
// Transaction::execute().
class Secrets {
 public:
  // `key` has 32 bytes: Service::key("webhooks").
  Secrets(Secret<std::string> key, Ids& ids) : sealer_(std::move(key)), ids_(ids) {}

  // Within the caller's transaction: the owner's secret from now on. Those before it hold for `overlap` more, or until
  // their own end when that is earlier. The new key's id.
  Task<Result<Uuid>> put(postgres::Transaction& transaction, Uuid org, Uuid owner, const Secret<std::string>& secret,
                         std::chrono::seconds overlap);
  Task<Result<void>> remove(postgres::Transaction& transaction, Uuid org, Uuid owner);

  // The keys of an owner that hold now, the newest first. A secret that cannot be opened, or is not one of the scheme,
  // is left out.
  Task<std::vector<SigningKey>> keys(postgres::Database& database, Uuid org, Uuid owner, Scheme scheme) const;
  // The same of one row of webhook_secrets.
  std::optional<SigningKey> key(Uuid org, Uuid owner, Uuid id, std::string_view sealed, std::optional<Time> not_after,
                                Scheme scheme) const;

 private:
  Sealer sealer_;
  Ids& ids_;
};

// Removes secrets that ended more than a day ago.
Task<> remove_ended_secrets(postgres::Database& database);

}  // namespace tenstone::webhooks
