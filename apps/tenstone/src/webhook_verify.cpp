// webhook verify: looks at a request that was recorded, by the code that receives them.
#include <algorithm>
#include <array>
#include <fmt/core.h>

#include "input_file.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/webhooks/sources.hpp"
#include "verbs.hpp"
#include "webhook_verbs.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kFieldsInvalid{ErrorKind::Invalid, "header_fields_invalid",
                                      "A line of the headers is not NAME: VALUE"};
constexpr std::size_t kMostHeaders = 64 * 1024;

// One "Name: value" a line, as curl -v and logs print them. The views are into `text`.
std::vector<http::Field> fields_of(std::string_view text) {
  std::vector<http::Field> fields;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (trimmed(line).empty()) continue;
    const auto colon = line.find(':');
    if (colon == line.npos)
      throw Failure(Error(kFieldsInvalid, fmt::format("line {} of the headers is not NAME: VALUE", number)));
    fields.push_back({trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))});
  }
  return fields;
}

}  // namespace

int webhook_verify(const WebhookRequest& request) {
  const webhooks::Scheme scheme = scheme_of(request.scheme);
  const std::string head = read_input(request.headers, kMostHeaders),
                    body = read_input(request.body, webhooks::kMostMaxBytes);
  const Secret<std::string> secret(std::string(trimmed(read_input(request.secret, kMostSecretBytes))));
  const auto key = webhooks::SigningKey::make(scheme, "the secret", secret);
  if (!key) throw Failure(key.error());
  const Time now = request.now ? Time(std::chrono::seconds(*request.now)) : SystemClock().now();
  const auto fields = fields_of(head);
  const auto verified = webhooks::verify(scheme, fields, body, std::array{*key}, now);
  if (!verified) {
    console::print("{}: {}\n", verified.error().code, verified.error().message);
    return 1;
  }
  console::print("verified{}\n", verified->event_id.empty() ? "" : ", event " + verified->event_id);
  return 0;
}

}  // namespace tenstone::cli
