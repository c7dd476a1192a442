#pragma once
#include "tenstone/flags/access.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::flags {

struct SwitchJson;
struct SwitchBody;
struct NewKeyBody;
struct KeyListJson;
struct MadeKeyJson;

// What holds for all flags: the kill switch, and the keys for evaluation over HTTP.
//
//   GET    /v1/kill-switch     {"killed"}
//   PUT    /v1/kill-switch     {"killed", "reason"?}; needs If-Match with the version
//   GET    /v1/flag-keys       the newest first
//   POST   /v1/flag-keys       {"name", "kind": "client" or "server"}; 201, with the key's text, which is nowhere else
//   DELETE /v1/flag-keys/{id}  204
class KeysController final : public web::Controller {
 public:
  // `store` must outlive it.
  KeysController(Store& store, Access access);

 private:
  using Switched = Result<web::Versioned<SwitchJson>>;
  Task<Switched> find_switch();
  Task<Switched> set_switch(web::Body<SwitchBody> body, web::IfMatch known, http::Request& request);
  Task<KeyListJson> list();
  Task<web::WithHeaders<Result<web::Created<MadeKeyJson>>>> make(web::Body<NewKeyBody> body, http::Request& request);
  Task<Result<void>> revoke(web::Path<"id", Uuid> id, http::Request& request);

  Store& store_;
  const std::function<std::string(const http::Request&)> actor_;
};

}  // namespace tenstone::flags
