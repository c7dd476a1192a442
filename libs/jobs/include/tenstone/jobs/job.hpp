// What is asked for: a job that has not been enqueued yet.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/core/uuid.hpp"

namespace tenstone::jobs {

inline constexpr std::size_t kMaxPayloadBytes = 64 * 1024;

inline const ErrorCode kPayloadTooLarge{ErrorKind::TooLarge, "payload_too_large",
                                        "The job's payload is larger than 64 KiB; store it and pass its id"};
inline const ErrorCode kInvalidName{
    ErrorKind::Invalid, "invalid_job_name",
    "Names of queues and kinds start with a letter and hold at most 63 of a-z, 0-9, '_', '.' and '-'"};
inline const ErrorCode kInvalidUniqueKey{ErrorKind::Invalid, "invalid_unique_key",
                                         "What makes a job unique is a text of 1 to 200 bytes and a time above 0"};
inline const ErrorCode kJobNotFound{ErrorKind::NotFound, "job_not_found", "There is no such job"};
inline const ErrorCode kJobFinished{ErrorKind::Conflict, "job_finished", "The job has ended: it cannot be cancelled"};
inline const ErrorCode kJobNotDead{ErrorKind::Conflict, "job_not_failed",
                                   "Only a job that failed or was cancelled can be retried"};
inline const ErrorCode kJobKeyTaken{ErrorKind::Conflict, "job_key_taken",
                                    "Another job for the same, asked for since, waits, runs or has succeeded"};
inline const ErrorCode kResultTooLarge{
    ErrorKind::TooLarge, "result_too_large",
    "The handler returned a result of more than 16 KiB; attach what is larger as a file"};
inline const ErrorCode kResultInvalid{ErrorKind::Internal, "result_invalid",
                                      "The handler returned a result that is not a JSON object or array"};
inline const ErrorCode kTimedOut{ErrorKind::Unavailable, "timed_out", "The attempt took longer than it may"};
inline const ErrorCode kKindUnknown{ErrorKind::Internal, "job_kind_unknown",
                                    "No handler of this kind is registered in the worker that took the job"};
inline const ErrorCode kSnoozedTooOften{ErrorKind::Internal, "snoozed_too_often",
                                        "Its handler put it back 32,000 times: it was taken out of the queue"};
inline const ErrorCode kWorkerLost{ErrorKind::Internal, "worker_lost",
                                   "Its workers died too often while they ran it: it was taken out of the queue"};

// 0 first, 3 last.
inline constexpr int kUrgent = 0, kNormal = 1, kLow = 2, kIdle = 3;

// While `hold` lasts, counted from when the first job was enqueued, another job of the organisation with this key is
// not made: its caller gets the first one. It holds the key while it waits, runs or waits for another attempt, and when
// it has succeeded. A job that fails finally or is cancelled gives its key back in the transaction that ends it.
// Retried by hand, it takes the key for the rest of the time.
struct Unique {
  std::string key;
  std::chrono::seconds hold;
};

// What the audit log says of a job: written with it, both or neither.
struct Audit {
  audit::Entry entry;    // of which the queue sets `subject`: "job:<id>"
  std::string repeated;  // `action` of the entry when an earlier job of the same key is returned
};

struct NewJob {
  Uuid org_id;
  std::string kind;     // which handler
  std::string payload;  // what the handler understands
  std::string queue = "default";
  int priority = kNormal;
  std::string trace;                   // the request's id; it stands in the log beside the job's
  std::chrono::milliseconds delay{0};  // from the call on; it does not run before
  std::optional<Unique> unique = {};
  std::optional<Audit> audit = {};
  std::optional<Uuid> id = {};  // unset: a new one. A given one is unique in its organisation
};

// The id is the job's name everywhere outside of the database, and the idempotency key of what its handler does.
struct JobRef {
  Uuid id;
  bool existed = false;  // unique: it was there already
};

}  // namespace tenstone::jobs
