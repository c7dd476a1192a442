#include "tenstone/idempotency/key.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/core/hash.hpp"
#include "tenstone/web/errors.hpp"

namespace tenstone::idempotency {
namespace {

constexpr std::string_view kHeader = "Idempotency-Key";
constexpr std::size_t kMaxBytes = 255;

bool is_key(std::string_view text) {
  return text.size() <= kMaxBytes && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

// A method and a target hold no line break, so two requests have one text only if they are the same.
std::string fingerprint_of(const http::Request& request, std::string_view body) {
  return sha256(fmt::format("{}\n{}\n{}", http::to_string(request.method()), request.target(), body));
}

}  // namespace
}  // namespace tenstone::idempotency

namespace tenstone::web {

idempotency::Key From<idempotency::Key>::from(Input& in) {
  http::Request& request = in.request;
  const Principal* who = request.get<Principal>();
  std::string text = request.joined_header(idempotency::kHeader);
  if (!who) in.refuse(kUnauthenticated);
  if (text.empty()) in.refuse(idempotency::kKeyMissing);
  if (!idempotency::is_key(text)) {
    const validation::At root;
    in.issues.within("header");
    in.issues.add(validation::At{&root, idempotency::kHeader}, "idempotency_key",
                  "must be 1 to 255 visible ASCII characters");
  }
  if (!in.good()) return {};
  return {.text = std::move(text),
          .operation = fmt::format("{} {}", http::to_string(request.method()), request.route()),
          .fingerprint = idempotency::fingerprint_of(request, in.body),
          .org = who->org,
          .user = who->user,
          .request = &request};
}

void DescribeParameter<idempotency::Key>::to(Operation& operation) {
  operation.parameters.push_back(
      {"header", std::string(idempotency::kHeader), true,
       fmt::format(R"({{"type":"string","minLength":1,"maxLength":{},"pattern":"^[!-~]+$"}})", idempotency::kMaxBytes),
       "A text of your own for this request, such as a UUID, and the same one when you repeat it"});
  operation.errors.insert(operation.errors.end(), {&idempotency::kKeyMissing, &idempotency::kKeyReused,
                                                   &idempotency::kInProgress, &kUnauthenticated});
  operation.errors_of_parameters();
}

}  // namespace tenstone::web
