#include "tenstone/flags/ofrep.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "ofrep_json.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/http/entity_tag.hpp"
#include "tenstone/web/bearer.hpp"

namespace tenstone::flags {
namespace {

constexpr std::chrono::milliseconds kPromise{2'500};  // a change is known to every process by then
constexpr std::size_t kMaxBody = kMaxContextBytes + 1024;
constexpr int kInactivitySeconds = 120;  // of a page that nobody sees; then its stream is closed
constexpr std::string_view kStreamPath = "/ofrep/v1/stream";

std::optional<KeyHolder> authenticate(const Snapshot& snapshot, const http::Request& request) {
  std::string_view text = web::bearer_token(request).value_or("");
  if (text.empty()) text = request.header("X-API-Key");
  if (text.empty()) return std::nullopt;
  const std::string hash = sha256(text);
  const auto found = std::ranges::find(snapshot.keys(), hash, &EvaluationKey::hash);
  if (found == snapshot.keys().end()) return std::nullopt;
  return KeyHolder{found->id, found->kind};
}

http::Response not_authenticated(const Snapshot& snapshot) {
  if (snapshot.source() != Source::Defaults)
    return ofrep_failure(401, {}, {}, "This needs an evaluation key: Authorization: Bearer <key>, or X-API-Key: <key>");
  http::Response response = ofrep_failure(503, {}, {}, "The flags have not been read yet");
  response.header("Retry-After", "1");
  return response;
}

bool sees(const KeyHolder& key, const Definition& flag) { return key.kind == KeyKind::Server || flag.client; }

// Which of the tags in If-None-Match are of the same state as the answer.
struct Condition {
  Condition(std::string_view header, std::string_view change, std::string_view state_and_context) {
    any = header == "*";
    const auto tags = http::parse_entity_tags(any ? std::string_view() : header);
    if (!tags) return;
    for (const http::EntityTag& tag : *tags) {
      const auto first = tag.opaque.find('.'), last = tag.opaque.rfind('.');
      if (first == last || tag.opaque.substr(first + 1, last - first - 1) != state_and_context) continue;
      if (tag.opaque.substr(0, first) == change) current = tag.opaque;
      answers.push_back(tag.opaque.substr(last + 1));
    }
  }
  bool any = false;                            // "*"
  std::optional<std::string_view> current;     // a tag of this change
  std::vector<std::string_view> answers = {};  // of tags of any change
};

http::Response not_modified(std::string_view opaque) {
  http::Response response(304);
  response.header("ETag", fmt::format("\"{}\"", opaque));
  return response;
}

void append_streams(std::string& out, std::string_view token) {
  fmt::format_to(
      std::back_inserter(out),
      R"(,"eventStreams":[{{"type":"sse","endpoint":{{"requestUri":"{}?token={}"}},"inactivityDelaySec":{}}}])",
      kStreamPath, token, kInactivitySeconds);
}

}  // namespace

Task<http::Response> Ofrep::evaluate(http::Request& request) const {
  const std::string_view key = request.path_parameter("key");
  const auto holder = authenticate(flags_.now(), request);
  if (!holder) co_return not_authenticated(flags_.now());
  const auto body = co_await request.body();
  if (!body) co_return body_failure(key, body.error());
  const auto context = Context::parse_request(*body);
  if (!context) co_return context_failure(key, context.error());
  const Snapshot& snapshot = flags_.now();
  const Definition* flag = snapshot.program().find(key);
  if (flag == nullptr || !sees(*holder, *flag))
    co_return ofrep_failure(404, key, to_string(EvaluationError::FlagNotFound), "There is no such flag");
  std::string answer;
  answer.reserve(256);
  open_evaluation(answer, key, snapshot.program().evaluate(key, *context));
  append_metadata(answer, snapshot.version(), flags_.stale());
  answer += '}';
  co_return http::json(std::move(answer));
}

Task<http::Response> Ofrep::evaluate_all(http::Request& request) const {
  const auto holder = authenticate(flags_.now(), request);
  if (!holder) co_return not_authenticated(flags_.now());
  const auto body = co_await request.body();
  if (!body) co_return body_failure({}, body.error());
  const auto context = Context::parse_request(*body);
  if (!context) co_return context_failure({}, context.error());
  if (const auto told = version_in(request.query("flagConfigEtag").value_or("")))
    co_await changes_.reaches(*told, kPromise);
  co_return all_flags(request, *holder, *context);
}

http::Response Ofrep::all_flags(const http::Request& request, const KeyHolder& key, const Context& context) const {
  const Snapshot& snapshot = flags_.now();
  const EvaluationKey* current = find_key(snapshot, key);
  if (current == nullptr) return not_authenticated(snapshot);
  const bool stale = flags_.stale();
  const std::string token = changes_.token(*current);
  const auto& change_bytes = snapshot.identity().change.bytes;
  const std::string change = to_hex({reinterpret_cast<const char*>(change_bytes.data()), change_bytes.size()});
  const std::string state = fmt::format("{:016x}.{:016x}", path_hash(token) + (stale ? 1 : 0), context.fingerprint());
  const std::string known = request.joined_header("If-None-Match");
  const Condition condition(known, change, state);
  if (condition.current) return not_modified(*condition.current);

  std::string answer = R"({"flags":[)";
  for (const Definition& flag : snapshot.program().definitions().flags) {
    if (!sees(key, flag)) continue;
    open_evaluation(answer, flag.key, snapshot.program().evaluate(flag.key, context));
    answer += "},";
  }
  if (answer.ends_with(',')) answer.pop_back();
  answer += ']';
  const std::string flags = fmt::format("{:016x}", std::hash<std::string_view>()(answer));
  const std::string tag = change + '.' + state + '.' + flags;
  if (condition.any || std::ranges::find(condition.answers, flags) != condition.answers.end()) return not_modified(tag);
  append_metadata(answer, snapshot.version(), stale);
  append_streams(answer, token);
  answer += '}';
  http::Response response = http::json(std::move(answer));
  response.header("ETag", '"' + tag + '"');
  return response;
}

Task<http::Response> Ofrep::stream(http::Request& request) const {
  const auto holder = changes_.holder(request.query("token").value_or(""));
  if (!holder)
    co_return ofrep_failure(401, {}, {}, "This token is not good any more: evaluate all flags for a new one");
  auto source = changes_.open(request, *holder);
  if (source) co_return http::event_stream(std::move(*source));
  http::Response refused = ofrep_failure(http::status_of(source.error()), {}, {}, source.error().message);
  refused.header("Retry-After", std::to_string(source.error().retry_after.count()));
  co_return refused;
}

void add_ofrep_routes(http::App& app, const Ofrep& ofrep) {
  app.add(http::Method::Post, "/ofrep/v1/evaluate/flags/{key}",
          [&ofrep](http::Request& request) { return ofrep.evaluate(request); },
          {.body_limit = kMaxBody, .summary = "Evaluate one flag (OFREP)"});
  app.add(http::Method::Post, "/ofrep/v1/evaluate/flags",
          [&ofrep](http::Request& request) { return ofrep.evaluate_all(request); },
          {.body_limit = kMaxBody, .summary = "Evaluate all flags (OFREP)"});
  app.add(http::Method::Get, kStreamPath, [&ofrep](http::Request& request) { return ofrep.stream(request); },
          {.summary = "Events when flags change (OFREP)"});
}

}  // namespace tenstone::flags
