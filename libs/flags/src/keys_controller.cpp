#include "tenstone/flags/keys_controller.hpp"

#include "keys_json.hpp"

namespace tenstone::flags {
namespace {

KeyJson json_of(KeyView key) {
  return {.id = key.id,
          .name = std::move(key.name),
          .kind = key.kind,
          .prefix = std::move(key.prefix),
          .created_at = key.created_at};
}

web::Versioned<SwitchJson> json_of(Store::Switch found) { return {{found.killed}, found.version}; }

}  // namespace

KeysController::KeysController(Store& store, Access access) : store_(store), actor_(std::move(access.actor)) {
  route("GET /v1/kill-switch", &KeysController::find_switch).guard(access.read).summary("The kill switch of all flags");
  route("PUT /v1/kill-switch", &KeysController::set_switch)
      .guard(access.write)
      .summary("Switch all flags off, or let them count again");
  route("GET /v1/flag-keys", &KeysController::list)
      .guard(access.read)
      .summary("The keys for evaluation over HTTP, the newest first");
  route("POST /v1/flag-keys", &KeysController::make)
      .guard(access.write)
      .answers(kTooManyFlagKeys)
      .summary("Make a key for evaluation over HTTP");
  route("DELETE /v1/flag-keys/{id}", &KeysController::revoke)
      .guard(access.write)
      .answers(kFlagKeyNotFound)
      .summary("Revoke a key");
}

Task<KeysController::Switched> KeysController::find_switch() { co_return json_of(co_await store_.kill_switch()); }

Task<KeysController::Switched> KeysController::set_switch(web::Body<SwitchBody> body, web::IfMatch known,
                                                          http::Request& request) {
  By who{actor_(request), std::move(body->reason)};
  const auto made = co_await store_.set_kill_switch(std::move(who), body->killed, std::move(known));
  if (!made) co_return made.error();
  co_return json_of(*made);
}

Task<KeyListJson> KeysController::list() {
  KeyListJson out;
  for (KeyView& key : co_await store_.keys()) out.data.push_back(json_of(std::move(key)));
  co_return out;
}

Task<web::WithHeaders<Result<web::Created<MadeKeyJson>>>> KeysController::make(web::Body<NewKeyBody> body,
                                                                               http::Request& request) {
  using Answer = Result<web::Created<MadeKeyJson>>;
  auto made = co_await store_.make_key(By{actor_(request)}, std::move(body->name), body->kind);
  if (!made) co_return Answer(made.error());
  std::string location = "/v1/flag-keys/" + to_string(made->key.id);
  web::Created<MadeKeyJson> created{{json_of(std::move(made->key)), made->text.reveal()}, std::move(location)};
  co_return web::WithHeaders(Answer(std::move(created))).header("Cache-Control", "no-store");
}

Task<Result<void>> KeysController::revoke(web::Path<"id", Uuid> id, http::Request& request) {
  co_return co_await store_.revoke_key(By{actor_(request)}, *id);
}

}  // namespace tenstone::flags
