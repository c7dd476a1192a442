#include "tokens.hpp"

#include <algorithm>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/web/bearer.hpp"

namespace orders {
namespace {

constexpr postgres::Statement kFindToken{"tokens.find", "select id, scopes from api_tokens where hash = $1"};
constexpr postgres::Statement kCreateToken{"tokens.create",
                                           "insert into api_tokens (id, name, hash, scopes, created_at) "
                                           "values ($1, $2, $3, $4, tenstone.now())"};
constexpr postgres::Statement kRevokeToken{"tokens.revoke", "delete from api_tokens where name = $1"};

struct Found {
  Uuid id;
  std::vector<std::string> scopes;
};

}  // namespace

// [snippet:authenticate]
Task<Result<std::optional<web::Principal>>> Tokens::authenticate(http::Request& request) {
  const auto shown = web::bearer_token(request);
  if (!shown) co_return std::nullopt;  // a guard says what that means
  const auto found = co_await failures_.watch(request, *shown, clock_, find(std::string(*shown)));
  if (!found) co_return found.error();
  co_return *found;
}
// [/snippet:authenticate]

Task<Result<web::Principal>> Tokens::find(std::string token) {
  const postgres::Bytes hash{sha256(token)};
  const auto rows = co_await database_.read(kFindToken, hash);
  const auto found = rows.one<Found>();
  if (!found) co_return kTokenInvalid;
  co_return web::Principal{.org = {},
                           .user = found->id,
                           .scopes = found->scopes,
                           .how = web::Principal::How::Token,
                           .credential = found->id};
}

Task<Result<Secret<std::string>>> Tokens::create(std::string name, std::vector<std::string> scopes) {
  const auto known = [](const std::string& scope) { return scope == "orders:read" || scope == "orders:write"; };
  if (scopes.empty() || !std::ranges::all_of(scopes, known)) co_return kUnknownScope;
  Secret<std::string> text("orders_" + to_base64url(random_string(32)));
  const postgres::Bytes hash{sha256(text.reveal())};
  const auto made = co_await database_.write(kCreateToken, ids_.next(), name, hash, scopes);
  if (!made) co_return made.error().is(postgres::kUniqueViolation) ? Error(kTokenNameTaken) : made.error();
  co_return text;
}

Task<Result<void>> Tokens::revoke(std::string name) {
  const auto rows = co_await database_.write(kRevokeToken, name);
  if (!rows) co_return rows.error();
  if (rows->affected() == 0) co_return kTokenNotFound;
  co_return Result<void>();
}

}  // namespace orders
