#include "http_post.hpp"

#include <array>
#include <fmt/core.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/http/retry_after.hpp"
#include "tenstone/service/http_client.hpp"

namespace tenstone::platform {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t kShownBytes = 4096;

bool may_pass(int status) { return status >= 500 || status == 408 || status == 409 || status == 425 || status == 429; }

http::ClientRequest request_to(const Outward& to, const PostTo& post, std::chrono::milliseconds timeout) {
  const auto whole = timeout.count() > 0 ? timeout : 60s;
  return {.url = post.url,
          .method = http::Method::Post,
          .headers = {{"Content-Type", "application/json"}},
          .rules = to.http.operator_rules(),
          .connect_timeout = std::min<std::chrono::milliseconds>(whole, 5s),
          .total_timeout = whole,
          .limits = {.body_bytes = kShownBytes, .truncate = true}};
}

jobs::Outcome failed(const Error& error) {
  if (jobs::worth_a_retry(error.kind)) return jobs::Retry{.reason = error.message, .code = error.code};
  return jobs::Discard{.reason = error.message, .code = error.code};
}

jobs::Outcome judged(const http::ClientResponse& answer, Time now) {
  if (answer.status >= 200 && answer.status < 300) return jobs::Done{};
  std::string reason = fmt::format("The receiver answered {}", answer.status);
  if (answer.status >= 300 && answer.status < 400) reason += ", and redirects are not followed";
  constexpr auto kCode = "http_status";
  if (!may_pass(answer.status)) return jobs::Discard{.reason = std::move(reason), .code = kCode};
  return jobs::Retry{.reason = std::move(reason),
                     .code = kCode,
                     .at_least = http::asked_pause(answer.status, answer.header("Retry-After"), now)};
}

Task<jobs::Outcome> post_once(jobs::Run& run, const Outward& to, const PostTo& post,
                              std::chrono::milliseconds timeout) {
  http::ClientRequest request = request_to(to, post, timeout);
  request.body = run.payload();
  auto fields = webhooks::sign(webhooks::Scheme::StandardWebhooks, std::array{to.key}, to_string(run.id()),
                               request.body, to.clock.now());
  if (!fields) throw Failure(fields.error());
  std::ranges::move(*fields, std::back_inserter(request.headers));
  const auto answer = co_await to.http.client().send(std::move(request));
  if (!answer) {
    run.log(logging::Level::Warn, fmt::format("POST {}: {}", post.url.text(), answer.error().message));
    co_return failed(answer.error());
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(answer->total);
  run.log(fmt::format("POST {}: {} after {} ms", post.url.text(), answer->status, took.count()));
  if (!answer->body.empty()) run.log(answer->body);
  co_return judged(*answer, to.clock.now());
}

}  // namespace

Secret<std::string> signing_secret(const Secret<std::string>& key) {
  return Secret<std::string>("whsec_" + to_base64(key.reveal()));
}

std::function<jobs::Handler(const PostTo& post, std::chrono::milliseconds timeout)> post_input(Outward to) {
  return [to = std::move(to)](const PostTo& post, std::chrono::milliseconds timeout) -> jobs::Handler {
    return [to, post, timeout](jobs::Run& run) { return post_once(run, to, post, timeout); };
  };
}

}  // namespace tenstone::platform
