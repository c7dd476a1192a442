#include "flags.hpp"

#include "requester.hpp"
#include "tenstone/flags/module.hpp"

namespace tenstone::api {
namespace {

flags::Access flags_access() {
  const auto actor = [](const http::Request& request) {
    return requester(*request.get<web::Principal>()).actor;  // the guard has seen one
  };
  return {web::requires_scope("installation:flags:read"), web::requires_scope("installation:flags"), actor};
}

}  // namespace

FlagControllers::FlagControllers(flags::Module& of, const Secret<std::string>& cursor_key)
    : module(of),
      flags(*of.store, flags_access(), web::Cursors(cursor_key)),
      segments(*of.store, flags_access(), web::Cursors(cursor_key)),
      keys(*of.store, flags_access()) {}

void FlagControllers::mount(http::App& app) {
  flags::add_ofrep_routes(app, *module.ofrep);
  web::mount(app, flags);
  web::mount(app, segments);
  web::mount(app, keys);
}

}  // namespace tenstone::api
