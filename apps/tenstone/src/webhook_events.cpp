// webhook inbox | replay | redrive | deliveries | retry | secret: what came in and what went out.
#include <fmt/core.h>

#include "one_line.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/webhooks/deliveries.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "verbs.hpp"
#include "webhook_verbs.hpp"

namespace tenstone::cli {
namespace {

// Throws Failure `missing`.
Uuid id_of(const std::string& text, const ErrorCode& missing) {
  const auto id = parse_uuid(text);
  if (!id) throw Failure(missing);
  return *id;
}

std::string said(const webhooks::WorkState& state) {
  return state.state + (state.error_code ? " (" + *state.error_code + ")" : "");
}

}  // namespace

int webhook_inbox(const Settings& settings, const std::string& email, const InboxWords& words) {
  webhooks::InboxQuery query{.failed = words.failed, .limit = static_cast<std::size_t>(words.limit)};
  if (!words.source.empty()) query.source = words.source;
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    for (const webhooks::InboxEntry& event : co_await process.platform.webhooks().inbox->list(by.org, query))
      console::print("{}  {}  {:20}  {:30}  {}{}{}\n", to_string(event.id), to_rfc3339(event.received_at), event.source,
                     event.type, said(event.state),
                     event.duplicates > 0 ? fmt::format(", {} duplicates", event.duplicates) : "",
                     event.conflicts > 0 ? fmt::format(", {} with another body", event.conflicts) : "");
  });
}

int webhook_replay(const Settings& settings, const std::string& email, const std::string& id) {
  const Uuid event = id_of(id, webhooks::kEventNotFound);
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    const auto done = co_await process.platform.webhooks().inbox->replay(by, event);
    if (!done) throw Failure(done.error());
  });
}

int webhook_redrive(const Settings& settings, const std::string& email) {
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    const auto count = co_await process.platform.webhooks().inbox->redrive(by);
    if (!count) throw Failure(count.error());
    console::print("{} events\n", *count);
  });
}

int webhook_deliveries(const Settings& settings, const std::string& email, bool failed, int limit) {
  const webhooks::ListDeliveries which{.failed = failed, .limit = static_cast<std::size_t>(limit)};
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    for (const webhooks::Delivery& one : co_await process.platform.webhooks().deliveries->list(by.org, which))
      console::print("{}  {}  {:30}  {}  {}\n", to_string(one.id), to_rfc3339(one.created_at), one.type,
                     said(one.state), one.url.value_or("(removed)"));
  });
}

int webhook_retry(const Settings& settings, const std::string& email, const std::string& id) {
  const Uuid delivery = id_of(id, webhooks::kDeliveryNotFound);
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    const auto done = co_await process.platform.webhooks().deliveries->retry(delivery, by);
    if (!done) throw Failure(done.error());
  });
}

int webhook_secret(const Settings& settings) {
  Process process("webhook", settings);
  process.service.open();
  console::print("{}\n", process.platform.signing_secret().reveal());
  return 0;
}

}  // namespace tenstone::cli
