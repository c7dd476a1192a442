#include "negotiation.hpp"

#include "tenstone/http/errors.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/web/errors.hpp"

namespace tenstone::web {
namespace {
using http::equal_ignoring_case;

constexpr std::string_view kJson = "application/json", kMergePatch = "application/merge-patch+json";

std::string_view readable(http::Method method) {
  return method == http::Method::Patch ? "application/merge-patch+json, application/json" : kJson;
}

Error not_json(http::Method method) {
  return {http::kUnsupportedMediaType, "The body must be JSON: send it with Content-Type: " +
                                           std::string(readable(method).substr(0, readable(method).find(',')))};
}

// Takes the text up to `mark` and the mark from the front of `rest`; the text comes without the white space around it.
std::string_view take_until(std::string_view& rest, char mark) {
  std::string_view part = rest.substr(0, rest.find(mark));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
  part.remove_suffix(part.size() - std::min(part.find_last_not_of(" \t") + 1, part.size()));
  return part;
}

bool is_json(std::string_view content_type, http::Method method) {
  const std::string_view type = take_until(content_type, ';');
  if (equal_ignoring_case(type, kJson)) return true;
  if (method == http::Method::Patch) return equal_ignoring_case(type, kMergePatch);
  constexpr std::string_view kSuffix = "+json";
  return type.size() > kSuffix.size() && equal_ignoring_case(type.substr(type.size() - kSuffix.size()), kSuffix);
}

// How closely a media range names JSON; 0: it does not.
int closeness(std::string_view range) {
  if (equal_ignoring_case(range, kJson)) return 3;
  if (equal_ignoring_case(range, "application/*")) return 2;
  return range == "*/*" ? 1 : 0;
}

// "q=0", "Q=0.000"
bool excludes(std::string_view parameter) {
  return parameter.size() > 2 && equal_ignoring_case(parameter.substr(0, 2), "q=") &&
         parameter.find_first_not_of("0.", 2) == parameter.npos;
}

}  // namespace

bool accepts_json(const http::Request& request) {
  bool given = false, taken = false;
  int closest = 0;
  for (const http::Field& field : request.headers()) {
    if (!equal_ignoring_case(field.name, "Accept") || field.value.empty()) continue;
    given = true;
    http::for_each_in_list(field.value, [&](std::string_view rest) {
      const int close = closeness(take_until(rest, ';'));
      bool excluded = false;
      while (!rest.empty()) excluded |= excludes(take_until(rest, ';'));
      if (close == 0 || close < closest) return;
      taken = !excluded || (close == closest && taken);
      closest = close;
    });
  }
  return taken || !given;
}

Task<Result<std::string_view>> json_body(http::Request& request) {
  const std::string_view type = request.header("Content-Type");
  if (!type.empty() && !is_json(type, request.method())) co_return not_json(request.method());
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  if (body->empty()) co_return kBodyMissing;
  if (type.empty()) co_return not_json(request.method());
  co_return *body;
}

http::Response refused_body(const Error& error, http::Method method) {
  http::Response response = http::problem(error);
  if (!error.is(http::kUnsupportedMediaType)) return response;
  const bool patches = method == http::Method::Patch, posts = method == http::Method::Post;
  response.header(patches ? "Accept-Patch" : posts ? "Accept-Post" : "Accept", readable(method));
  return response;
}

}  // namespace tenstone::web
