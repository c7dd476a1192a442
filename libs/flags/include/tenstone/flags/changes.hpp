// Tells clients of changed flags: OFREP's event streams (ADR-0008), and the tokens that open them.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/flags/flags.hpp"
#include "tenstone/http/event_hub.hpp"

namespace tenstone::flags {

// An evaluation key without its hash.
struct KeyHolder {
  Uuid id;
  KeyKind kind = KeyKind::Client;

  friend bool operator==(const KeyHolder&, const KeyHolder&) = default;
};

// The key of this holder as it is now; nullptr: it has been revoked.
const EvaluationKey* find_key(const Snapshot& snapshot, const KeyHolder& holder);

// An event of a stream says that there are new flags, not which: {"type":"refetchEvaluation","etag","lastModified"}.
// Its id is the change of the snapshot. A stream begins with one event, unless the client has it already
// (Last-Event-ID).
//
// A browser's EventSource sends no header with a key, so the address of a stream has a token. It is signed by the hash
// of the key, which all processes have and nobody else; it is good for 10 to 15 minutes, and only while its key exists.
// The stream of a revoked key ends at the next change, which the revocation is.
//
// One a process; what it is given must outlive it.
class Changes {
 public:
  Changes(runtime::Loops& loops, const Flags& flags, const Clock& clock, http::StreamLimits limits = {});
  Changes(const Changes&) = delete;

  // For Flags::on_change().
  void announce();

  // The same for one key throughout five minutes, so that clients keep their stream. 50 characters of base64url.
  std::string token(const EvaluationKey& key) const;
  // nullopt: it is not one of ours, it is too old, or its key has been revoked. On a loop.
  std::optional<KeyHolder> holder(std::string_view token) const;
  // On a loop. Error: too_many_streams.
  Result<std::unique_ptr<http::EventSource>> open(const http::Request& request, const KeyHolder& key) const;

  // Waits until this process has flags of `version` or later, at most `time`: a client that one process told of a
  // change may ask another one. Suspends, on a loop.
  Task<> reaches(std::int64_t version, std::chrono::steady_clock::duration time) const;

  std::size_t streams() const;  // open now; from any thread

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The "etag" of an event: the version, "." and the change. A client shows it with the request that the event caused.
std::string change_text(const Identity& identity);
// Its version; nullopt: it is none.
std::optional<std::int64_t> version_in(std::string_view change_text);

}  // namespace tenstone::flags
