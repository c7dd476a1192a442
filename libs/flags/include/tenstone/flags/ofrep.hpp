// The OpenFeature Remote Evaluation Protocol 0.3.0 (OFREP): every OpenFeature SDK is a client.
#pragma once
#include "tenstone/flags/changes.hpp"
#include "tenstone/http/app.hpp"

namespace tenstone::flags {

// POST /ofrep/v1/evaluate/flags/{key}   {"context": {…}} → 200 {"key", "value"?, "reason", "variant"?, "metadata"}
// POST /ofrep/v1/evaluate/flags         {"context": {…}} → 200 {"flags": […], "metadata", "eventStreams"} with ETag;
// 304 GET  /ofrep/v1/stream?token=…         text/event-stream, named by "eventStreams"
//
// Authorization: Bearer <key>, or X-API-Key: <key>. A client key sees the flags that are marked `client`; any other
// flag is FLAG_NOT_FOUND. "metadata" has the "version", and "stale": true while Flags::stale(). A flag without a value
// for this context is answered without "value" and "variant": the caller's own default holds.
//
// Errors are OFREP's, not problem+json: 400 {"key"?, "errorCode", "errorDetails"} with PARSE_ERROR (the body is not
// JSON) or INVALID_CONTEXT (context.hpp, and a body that is too large); 404 with FLAG_NOT_FOUND; {"errorDetails"} for
// 401, and for 503 with Retry-After: too many streams, or a process that has just started and knows no keys yet.
//
// The ETag is "<change>.<state>.<context>.<answer>": 32 hexadecimal digits, then three times 16. `state` is of the key,
// of the stream's token and of `stale`. Where change, state and context of a tag in If-None-Match are the same, nothing
// is evaluated: 304. Where the answer is the same, too, although the change is another: 304 with the new tag. Another
// context, another key, or a token that is no longer given out: always 200, so that a client which comes with an old
// token gets a new one.
//
// A request that an event caused (?flagConfigEtag) waits until this process knows of that change, at most 2.5 s.
//
// One a process, used on every loop; the two must outlive it. Handlers suspend for the body alone.
class Ofrep {
 public:
  Ofrep(const Flags& flags, const Changes& changes) : flags_(flags), changes_(changes) {}
  Ofrep(const Ofrep&) = delete;

  Task<http::Response> evaluate(http::Request& request) const;
  Task<http::Response> evaluate_all(http::Request& request) const;
  Task<http::Response> stream(http::Request& request) const;

 private:
  http::Response all_flags(const http::Request& request, const KeyHolder& key, const Context& context) const;

  const Flags& flags_;
  const Changes& changes_;
};

// `ofrep` must outlive the App.
void add_ofrep_routes(http::App& app, const Ofrep& ofrep);

}  // namespace tenstone::flags
