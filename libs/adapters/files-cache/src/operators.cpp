#include "tenstone/files_cache/operators.hpp"

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/bearer.hpp"

namespace tenstone::files_cache {
namespace {

bool from_this_machine(const http::Request& request) {
  return request.peer().starts_with("127.") || request.peer() == "::1";
}

}  // namespace

web::Guard operators(const Secret<std::string>& secret) {
  web::Guard guard = web::requires_scope("installation:cache");
  guard.check = [expected = secret.reveal(), by_scope = guard.check](http::Request& request) {
    const bool shown = equal_in_constant_time(web::bearer_token(request).value_or(""), expected);
    return shown && from_this_machine(request) ? ready(Result<void>()) : by_scope(request);
  };
  return guard;
}

Secret<std::string> operator_secret(service::Service& service) {
  return Secret<std::string>(to_hex(service.key("operators").reveal()));
}

}  // namespace tenstone::files_cache
