// The parameter idempotency::Key: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).
#pragma once
#include <string>

#include "tenstone/idempotency/errors.hpp"
#include "tenstone/web/described.hpp"

namespace tenstone::idempotency {

// One request of one caller. The header is 1 to 255 visible ASCII characters, none of which means anything to us.
//
// A handler that takes a Key takes its body as a web::Body, which is part of the fingerprint. A Key refers to its
// request: it must not outlive the handler's call.
//
// Refused before the handler runs: idempotency_key_missing; unauthenticated, because a key is its caller's and nobody
// else's; the issue idempotency_key of validation_failed.
struct Key {
  std::string text = {};
  std::string operation = {};    // method and route: "POST /orders/{id}/lines"
  std::string fingerprint = {};  // SHA-256 of method, target and body: 32 raw bytes
  Uuid org = {}, user = {};      // whose key it is
  http::Request* request = nullptr;
};

}  // namespace tenstone::idempotency

namespace tenstone::web {

template <>
struct From<idempotency::Key> {
  static idempotency::Key from(Input& in);
};
template <>
struct DescribeParameter<idempotency::Key> {
  static void to(Operation& operation);
};

}  // namespace tenstone::web
