// flag key …: keys for programs that ask over HTTP.
#include <fmt/core.h>

#include "flag_verbs.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/flags/store.hpp"

namespace tenstone::cli {
namespace {

int with_keys(const Settings& settings, const std::function<Task<>(flags::Store&)>& work) {
  Process process("flag", settings);
  process.service.open();
  process.service.run([&] { return work(*process.platform.flags().store); });
  return 0;
}

void print(const flags::KeyView& key) {
  console::print("{}  {:6}  fk_{}  {}\n", to_string(key.id), key.kind == flags::KeyKind::Server ? "server" : "client",
                 key.prefix, key.name);
}

}  // namespace

int flag_key_add(const Settings& settings, const std::string& name, bool server) {
  return with_keys(settings, [&](flags::Store& store) -> Task<> {
    const auto kind = server ? flags::KeyKind::Server : flags::KeyKind::Client;
    const auto made = co_await store.make_key({.actor = "operator"}, name, kind);
    if (!made) throw Failure(made.error());
    print(made->key);
    console::print("key: {}\nIt is shown this once: Authorization: Bearer <key>, at /ofrep/v1.\n", made->text.reveal());
  });
}

int flag_key_list(const Settings& settings) {
  return with_keys(settings, [](flags::Store& store) -> Task<> {
    for (const flags::KeyView& key : co_await store.keys()) print(key);
  });
}

int flag_key_revoke(const Settings& settings, const std::string& id) {
  const auto which = parse_uuid(id);
  if (!which) throw Failure(Error(flags::kFlagKeyNotFound, fmt::format("{} is no key's id: see `flag key list`", id)));
  return with_keys(settings, [&](flags::Store& store) -> Task<> {
    const auto revoked = co_await store.revoke_key({.actor = "operator"}, *which);
    if (!revoked) throw Failure(Error(flags::kFlagKeyNotFound, fmt::format("there is no key {}", id)));
  });
}

}  // namespace tenstone::cli
