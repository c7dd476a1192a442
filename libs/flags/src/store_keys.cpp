#include "store_state.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/token_text.hpp"

namespace tenstone::flags {
namespace {

using audit::Changed;
using postgres::Bytes;
using postgres::Statement;
using postgres::Transaction;

constexpr Statement kCountKeys{"flags.count_keys", "SELECT count(*) FROM flag_keys"};
constexpr Statement kMakeKey{"flags.make_key", R"(
INSERT INTO flag_keys (id, name, kind, prefix, hash, created_at) VALUES ($1, $2, $3, $4, $5, tenstone.now())
RETURNING created_at)"};
constexpr Statement kListKeys{"flags.list_keys", R"(
SELECT id, name, kind, prefix, created_at FROM flag_keys ORDER BY id DESC)"};
constexpr Statement kRevokeKey{"flags.revoke_key", "DELETE FROM flag_keys WHERE id = $1"};

}  // namespace

Task<Result<MadeKey>> Store::make_key(By by, std::string name, KeyKind kind) {
  const auto state = state_;
  const Secret<std::string> text = make_token_text(TokenKind::FlagKey);
  KeyView key{.id = state->ids.next(),
              .name = std::move(name),
              .kind = kind,
              .prefix = std::string(token_prefix(text.reveal(), TokenKind::FlagKey).value())};
  const auto add = [&](Transaction& transaction, std::int64_t version) -> Task<Result<Changed<KeyView>>> {
    const auto count = co_await execute(transaction, kCountKeys);
    if (count.one<std::int64_t>().value() >= static_cast<std::int64_t>(kMaxKeys)) co_return kTooManyFlagKeys;
    const Bytes hash{sha256(text.reveal())};
    const auto rows = co_await execute(transaction, kMakeKey, key.id, key.name, key.kind, key.prefix, hash);
    key.created_at = rows.one<Time>().value();
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag_key", "created", to_string(key.id), version));
    co_return Changed<KeyView>{key, std::move(entries)};
  };
  auto made = co_await state->change<KeyView>(add);
  if (!made) co_return made.error();
  co_return MadeKey{std::move(*made), text};
}

Task<std::vector<KeyView>> Store::keys() {
  const auto state = state_;
  const auto rows = co_await state->database.read(kListKeys);
  co_return rows.as<KeyView>();
}

Task<Result<void>> Store::revoke_key(By by, Uuid id) {
  const auto state = state_;
  const auto drop = [&](Transaction& transaction, std::int64_t version) -> Task<Result<Changed<void>>> {
    const auto done = co_await execute(transaction, kRevokeKey, id);
    if (done.affected() == 0) co_return kFlagKeyNotFound;
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag_key", "revoked", to_string(id), version));
    co_return Changed<void>{std::move(entries)};
  };
  co_return co_await state->change<void>(drop);
}

}  // namespace tenstone::flags
