#include "json_body.hpp"

#include "tenstone/http/errors.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/web/errors.hpp"

namespace tenstone::web {
namespace {
Error not_json() {
  return {http::kUnsupportedMediaType, "The body must be JSON: send it with Content-Type: application/json"};
}
}  // namespace

bool is_json(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  constexpr std::string_view kSuffix = "+json";
  return http::equal_ignoring_case(type, "application/json") ||
         (type.size() > kSuffix.size() &&
          http::equal_ignoring_case(type.substr(type.size() - kSuffix.size()), kSuffix));
}

Task<Result<std::string_view>> json_body(http::Request& request) {
  const std::string_view type = request.header("Content-Type");
  if (!type.empty() && !is_json(type)) co_return not_json();
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  if (body->empty()) co_return kBodyMissing;
  if (type.empty()) co_return not_json();
  co_return *body;
}

}  // namespace tenstone::web
