#include "tenstone/webhooks/inbox_controller.hpp"

#include <bit>

#include "inbox_json.hpp"
#include "tenstone/core/encoding.hpp"

namespace tenstone::webhooks {
namespace {

// UTF-8 (RFC 3629) without U+0000.
bool is_utf8_text(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const auto length = lead < 0x80 ? 1U : static_cast<unsigned>(std::countl_one(lead));
    if (lead == 0 || (lead >= 0x80 && length < 2) || length > 4 || bytes.size() - at < length) return false;
    std::uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t next = at + 1; next < at + length; ++next) {
      const auto byte = static_cast<unsigned char>(bytes[next]);
      if ((byte & 0xC0) != 0x80) return false;
      point = point << 6 | (byte & 0x3FU);
    }
    constexpr std::uint32_t kLeast[]{0, 0, 0x80, 0x800, 0x10000};
    if (point < kLeast[length] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
    at += length;
  }
  return true;
}

template <class T>
T event_json_of(InboxEntry entry) {
  T json;
  json.id = entry.id;
  json.source = std::move(entry.source);
  json.event_id = std::move(entry.event_id);
  json.type = std::move(entry.type);
  json.received_at = entry.received_at;
  json.bytes = entry.bytes;
  json.duplicates = entry.duplicates;
  json.conflicts = entry.conflicts;
  json.last_duplicate_at = entry.last_duplicate_at;
  json.state = std::move(entry.state.state);
  json.attempts = entry.state.attempts;
  json.next_at = entry.state.next_at;
  json.error = std::move(entry.state.error);
  json.job = entry.job;
  return json;
}

}  // namespace

InboxController::InboxController(Inbox& inbox, Access access, web::Cursors cursors)
    : inbox_(inbox), who_(std::move(access.who)), cursors_(std::move(cursors)) {
  route("GET /v1/webhooks/inbox", &InboxController::list).guard(access.read).summary("The events that were received");
  route("GET /v1/webhooks/inbox/{id}", &InboxController::find)
      .guard(access.read)
      .answers(kEventNotFound)
      .summary("An event, with its headers and its body");
  route("POST /v1/webhooks/inbox/{id}/replay", &InboxController::replay)
      .guard(access.write)
      .answers(kEventNotFound, kEventUnfinished)
      .summary("Work on an event once more");
  route("POST /v1/webhooks/inbox/redrive", &InboxController::redrive)
      .guard(access.write)
      .summary("Work once more on all events that have failed, at most 1,000");
}

Task<Result<web::Page<EventJson>>> InboxController::list(web::Query<InboxListQuery> query, http::Request& request) {
  const auto after = cursors_.open<EventKey>(*query);
  if (!after) co_return after.error();
  InboxQuery wanted{.source = query->source,
                    .type = query->type,
                    .failed = query->state.has_value(),
                    .conflict = query->conflict,
                    .from = query->from,
                    .to = query->to,
                    .before = {},
                    .limit = static_cast<std::size_t>(query->limit) + 1};
  if (*after) wanted.before = (*after)->id;
  const bool by_job = wanted.failed;
  std::vector<EventJson> rows;
  for (InboxEntry& entry : co_await inbox_.list(who_(request).org, std::move(wanted)))
    rows.push_back(event_json_of<EventJson>(std::move(entry)));
  co_return cursors_.page(*query, std::move(rows),
                          [by_job](const EventJson& event) { return EventKey{by_job ? event.job : event.id}; });
}

Task<Result<EventContentJson>> InboxController::find(web::Path<"id", Uuid> id, http::Request& request) {
  auto found = co_await inbox_.find(who_(request).org, *id);
  if (!found) co_return kEventNotFound;
  auto json = event_json_of<EventContentJson>(std::move(found->entry));
  json.headers = std::move(found->headers);
  if (is_utf8_text(found->body))
    json.body = std::move(found->body);
  else
    json.body_base64 = to_base64(found->body);
  co_return json;
}

Task<Result<web::Accepted<ReplayedJson>>> InboxController::replay(web::Path<"id", Uuid> id, http::Request& request) {
  const auto done = co_await inbox_.replay(who_(request), *id);
  if (!done) co_return done.error();
  co_return web::Accepted<ReplayedJson>{{*id}, "/v1/webhooks/inbox/" + to_string(*id)};
}

Task<Result<RedrivenJson>> InboxController::redrive(http::Request& request) {
  const auto redriven = co_await inbox_.redrive(who_(request));
  if (!redriven) co_return redriven.error();
  co_return RedrivenJson{*redriven};
}

}  // namespace tenstone::webhooks
