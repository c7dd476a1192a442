// webhook endpoint …: where an organisation's messages go.
#include <fmt/ranges.h>

#include "one_line.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/webhooks/endpoints.hpp"
#include "verbs.hpp"
#include "webhook_verbs.hpp"

namespace tenstone::cli {
namespace {

void print(const webhooks::Endpoint& endpoint) {
  std::string state = "on";
  if (endpoint.disabled)
    state = fmt::format("off ({})", schema(validation::For<webhooks::DisabledReason>()).name(*endpoint.disabled));
  else if (endpoint.failing_since)
    state = "failing since " + to_rfc3339(*endpoint.failing_since);
  console::print("{}  {}  {}  {}\n", to_string(endpoint.id), endpoint.url,
                 endpoint.types.empty() ? "all types" : fmt::format("{}", fmt::join(endpoint.types, ",")), state);
}

void print(const webhooks::EndpointWithSecret& made) {
  print(made.endpoint);
  console::print("secret: {}\nIt is shown this once; give it to who runs the endpoint.\n", made.secret.reveal());
}

Uuid endpoint_of(const std::string& text) {
  const auto id = parse_uuid(text);
  if (!id) throw Failure(webhooks::kEndpointNotFound);
  return *id;
}

}  // namespace

int webhook_endpoint_add(const Settings& settings, const std::string& email, const std::string& url,
                         const std::vector<std::string>& types) {
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    const auto made = co_await process.platform.webhooks().endpoints->create({.url = url, .types = types}, by);
    if (!made) throw Failure(in_one_line(made.error()));
    print(*made);
  });
}

int webhook_endpoint_list(const Settings& settings, const std::string& email) {
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    for (const webhooks::Endpoint& endpoint : co_await process.platform.webhooks().endpoints->list(by.org))
      print(endpoint);
  });
}

int webhook_endpoint_do(const Settings& settings, const std::string& email, const std::string& id, EndpointVerb verb) {
  const Uuid which = endpoint_of(id);
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    auto& endpoints = *process.platform.webhooks().endpoints;
    const auto require = [](const auto& done) {
      if (!done) throw Failure(done.error());
    };
    if (verb == EndpointVerb::Enable) require(co_await endpoints.change(which, {.enabled = {true}}, by));
    if (verb == EndpointVerb::Remove) require(co_await endpoints.remove(which, by));
    if (verb == EndpointVerb::Test) require(co_await endpoints.test(which, by, ""));
    if (verb != EndpointVerb::Rotate) co_return;
    const auto made = co_await endpoints.rotate(which, webhooks::kOverlap, by);
    require(made);
    print(*made);
  });
}

}  // namespace tenstone::cli
