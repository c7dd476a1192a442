#pragma once
#include "tenstone/core/clock.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/platform/actions.hpp"
#include "tenstone/webhooks/signature.hpp"

namespace tenstone::service {
class HttpClient;
}

namespace tenstone::platform {

// What the receivers of `run: http` verify by: a secret of Standard Webhooks, "whsec_…", of
// Service::key(kSigningPurpose).
inline constexpr std::string_view kSigningPurpose = "actions-http";
Secret<std::string> signing_secret(const Secret<std::string>& key);

// What `run: http` needs. All must outlive the handlers.
struct Outward {
  service::HttpClient& http;
  const Clock& clock;
  webhooks::SigningKey key;
};

// Runs `run: http`: posts the input, signed, with the job's id as webhook-id: the same in every attempt, so that a
// receiver can drop what it has. Of the answer the status, the time and the first 4 KiB go to the attempt's log.
// 2xx is success. Tried again: no answer, 408, 409, 425, 429 and 5xx, not before Retry-After. All else ends the job,
// a redirect too.
std::function<jobs::Handler(const PostTo& post, std::chrono::milliseconds timeout)> post_input(Outward to);

}  // namespace tenstone::platform
