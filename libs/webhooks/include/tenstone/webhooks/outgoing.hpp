// Messages to an organisation's endpoints: rows in the transaction that is the reason for the message, sent later.
//
//   auto transaction = co_await database.begin();
//   … the change itself …
//   const auto sent = co_await webhooks.outgoing->send(transaction, {.org = org, .type = "order.paid", .payload =
//   {…}}); if (!sent) co_return sent.error(); co_await transaction.commit(); webhooks.outgoing->wake();
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

inline constexpr std::size_t kMaxMessageBytes = 256 * 1024;  // of the payload

inline const ErrorCode kMessageInvalid{ErrorKind::Invalid, "message_invalid", "The message cannot be sent like this"};
inline const ErrorCode kMessageTooLarge{ErrorKind::TooLarge, "message_too_large",
                                        "The payload of a message has at most 256 KiB"};
inline const ErrorCode kEndpointNotFound{ErrorKind::NotFound, "endpoint_not_found", "There is no such endpoint"};
inline const ErrorCode kEndpointDisabled{ErrorKind::Conflict, "endpoint_disabled",
                                         "The endpoint is disabled: enable it first"};

struct NewMessage {
  Uuid org;
  std::string type;          // words with dots between: "order.paid"; at most 128 bytes
  validation::Json payload;  // an object of at most kMaxMessageBytes
  // Of the organisation's messages that are kept (webhooks.sent_for) one has this key: 1 to 200 bytes.
  std::optional<std::string> key = {};
  std::string trace = {};  // the id of the request that is the reason
};

struct SentMessage {
  std::string id;              // "msg_" and a UUID: the webhook-id of all its attempts
  std::size_t deliveries = 0;  // how many endpoints get it
  bool existed = false;        // there was a message with this key: this is that one
  std::vector<Uuid> ids = {};  // of the deliveries that were made, and of their jobs
};

// One a process, used on any loop. What is sent is {"type", "timestamp", "data": the payload}, the same bytes in every
// attempt.
class Outgoing {
 public:
  Outgoing(postgres::Database& database, Ids& ids, const Clock& clock, Work& work)
      : database_(database), ids_(ids), clock_(clock), work_(work) {}

  // As part of the caller's transaction: goes to those enabled endpoints of the organisation whose types choose it, if
  // and when the transaction commits. A second message with a key sends nothing, and waits for the transaction that
  // made the first. Three round trips. Errors: message_invalid, message_too_large; those of Transaction::execute().
  // Throws what that throws.
  Task<Result<SentMessage>> send(postgres::Transaction& transaction, NewMessage message);
  // To that endpoint alone, whatever its types. Errors: also endpoint_not_found, endpoint_disabled.
  Task<Result<SentMessage>> send_to(postgres::Transaction& transaction, Uuid endpoint, NewMessage message);
  // After the commit: it is sent at once. Without it, about a second later.
  void wake() const { work_.wake(); }

  // In a transaction of its own. With a key it can be called again when it is not known whether it was done: by a job,
  // with the job's id. Throws also what Database::begin() and Transaction::commit() throw.
  Task<Result<SentMessage>> send(NewMessage message);

 private:
  Task<Result<SentMessage>> send_to_all(postgres::Transaction& transaction, const NewMessage& message, Uuid id,
                                        std::vector<Uuid> endpoints);

  postgres::Database& database_;
  Ids& ids_;
  const Clock& clock_;
  Work& work_;
};

// Removes messages that are older, with their deliveries and attempts, slice by slice. Suspends; throws what
// Database::write() throws.
Task<> remove_old_messages(postgres::Database& database, std::chrono::seconds sent_for);

}  // namespace tenstone::webhooks
