#include "tenstone/webhooks/outgoing.hpp"

#include "message_id.hpp"
#include "tenstone/validation/json_writer.hpp"
#include "tenstone/webhooks/event_types.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Query;
using postgres::Statement;

constexpr std::size_t kMaxKeyBytes = 200;
constexpr std::int64_t kMessagesAtOnce = 500;

// No row: the key is taken.
constexpr Statement kAddMessage{"webhook_messages.add", R"(
  insert into webhook_messages (org_id, id, type, body, key) values ($1, $2, $3, $4, $5)
  on conflict on constraint webhook_messages_key_key do nothing returning id)"};

constexpr Statement kMessageOfKey{"webhook_messages.of_key", R"(
  select m.id, (select count(*) from webhook_deliveries d where d.org_id = m.org_id and d.message_id = m.id)
  from webhook_messages m where m.org_id = $1 and m.key = $2)"};
struct FirstMessage {
  Uuid id;
  std::int64_t deliveries;
};

constexpr Statement kReceivers{"webhook_endpoints.receivers",
                               "select id, types from webhook_endpoints where org_id = $1 and disabled_at is null"};
struct ChosenEndpoint {
  Uuid id;
  std::vector<std::string> types;
};

constexpr Statement kOneReceiver{"webhook_endpoints.receiver",
                                 "select disabled_at is null from webhook_endpoints where org_id = $1 and id = $2"};

constexpr Statement kAddDeliveries{"webhook_deliveries.add", R"(
  insert into webhook_deliveries (org_id, id, message_id, endpoint_id)
  select $1, id, $2, endpoint from unnest($3::uuid[], $4::uuid[]) as added (id, endpoint))"};

constexpr Statement kRemoveMessages{"webhook_messages.remove_old", R"(
  delete from webhook_messages where (org_id, id) in (
    select org_id, id from webhook_messages where created_at < tenstone.now() - $1::bigint * interval '1 second'
    order by created_at limit $2 for update skip locked))"};

Result<void> check_message(const NewMessage& message) {
  if (!is_message_type(message.type))
    return Error(kMessageInvalid,
                 "A type is words of letters, digits and _ with dots between, such as order.paid; at "
                 "most 128 bytes");
  if (!message.payload.text.starts_with('{')) return Error(kMessageInvalid, "The payload is a JSON object");
  if (message.payload.text.size() > kMaxMessageBytes) return kMessageTooLarge;
  if (message.key && (message.key->empty() || message.key->size() > kMaxKeyBytes))
    return Error(kMessageInvalid, "A key has 1 to 200 bytes");
  return {};
}

std::string body_of_message(const NewMessage& message, Time now) {
  std::string type;
  validation::write_string(type, message.type);
  return R"({"type":)" + type + R"(,"timestamp":")" + to_rfc3339(now) + R"(","data":)" + message.payload.text + "}";
}

Query add_message(const NewMessage& message, const Uuid& id, Time now) {
  return Query(kAddMessage, message.org, id, message.type, Bytes{body_of_message(message, now)}, message.key);
}

Task<Result<SentMessage>> first_of_key(postgres::Transaction& transaction, const NewMessage& message) {
  const auto rows = co_await transaction.execute(kMessageOfKey, message.org, *message.key);
  if (!rows) co_return rows.error();
  const auto first = rows->one<FirstMessage>();
  if (!first) co_return Error(postgres::kTransactionConflict, {}, "the message of the key was just removed");
  co_return SentMessage{message_name(first->id), static_cast<std::size_t>(first->deliveries), true};
}

}  // namespace

Task<Result<SentMessage>> Outgoing::send(postgres::Transaction& transaction, NewMessage message) {
  const auto valid = check_message(message);
  if (!valid) co_return valid.error();
  const Uuid id = ids_.next();
  std::vector<Query> queries;
  queries.push_back(add_message(message, id, clock_.now()));
  queries.emplace_back(kReceivers, message.org);
  const auto rows = co_await transaction.run_together(std::move(queries));
  if (!rows) co_return rows.error();
  if ((*rows)[0].empty()) co_return co_await first_of_key(transaction, message);
  std::vector<Uuid> endpoints;
  for (const ChosenEndpoint& each : (*rows)[1].as<ChosenEndpoint>())
    if (chooses(each.types, message.type)) endpoints.push_back(each.id);
  co_return co_await send_to_all(transaction, message, id, std::move(endpoints));
}

Task<Result<SentMessage>> Outgoing::send(NewMessage message) {
  auto transaction = co_await database_.begin();
  auto sent = co_await send(transaction, std::move(message));
  if (!sent) co_return sent;
  co_await transaction.commit();
  if (!sent->existed) wake();
  co_return sent;
}

Task<Result<SentMessage>> Outgoing::send_to(postgres::Transaction& transaction, Uuid endpoint, NewMessage message) {
  const auto valid = check_message(message);
  if (!valid) co_return valid.error();
  const Uuid id = ids_.next();
  std::vector<Query> queries;
  queries.emplace_back(kOneReceiver, message.org, endpoint);
  queries.push_back(add_message(message, id, clock_.now()));
  const auto rows = co_await transaction.run_together(std::move(queries));
  if (!rows) co_return rows.error();
  const auto enabled = (*rows)[0].one<bool>();
  if (!enabled) co_return kEndpointNotFound;
  if (!*enabled) co_return kEndpointDisabled;
  if ((*rows)[1].empty()) co_return co_await first_of_key(transaction, message);
  std::vector<Uuid> one{endpoint};
  co_return co_await send_to_all(transaction, message, id, std::move(one));
}

Task<Result<SentMessage>> Outgoing::send_to_all(postgres::Transaction& transaction, const NewMessage& message, Uuid id,
                                                std::vector<Uuid> endpoints) {
  SentMessage sent{.id = message_name(id), .deliveries = endpoints.size()};
  if (endpoints.empty()) co_return sent;
  std::vector<Uuid> deliveries;
  std::vector<WorkItem> items;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    deliveries.push_back(ids_.next());
    items.push_back({message.org, WorkKind::Delivery, deliveries[i], message.trace, deliveries[i]});
  }
  const auto added = co_await transaction.execute(kAddDeliveries, message.org, id, deliveries, endpoints);
  if (!added) co_return added.error();
  const auto queued = co_await work_.enqueue(transaction, std::move(items));
  if (!queued) co_return queued.error();
  sent.ids = std::move(deliveries);
  co_return sent;
}

Task<> remove_old_messages(postgres::Database& database, std::chrono::seconds sent_for) {
  const auto age = static_cast<std::int64_t>(sent_for.count());
  for (std::size_t removed = 1; removed > 0;) {
    const auto slice = co_await database.write(kRemoveMessages, age, kMessagesAtOnce);
    if (!slice) throw Failure(slice.error());
    removed = slice->affected();
  }
}

}  // namespace tenstone::webhooks
