// Conditional requests (RFC 9110 §13) by a version that counts the changes of a thing. `Versioned` sends it as ETag, a
// change asks for it by `IfMatch`, so that nobody overwrites what he has not seen:
//
//   Task<Result<web::Versioned<Order>>> change(web::Path<"id", Uuid> id, web::Body<ChangeOrder> change, web::IfMatch
//   known) {
//     …
//     if (!known.covers(order.version)) co_return web::kPreconditionFailed;  // 412 version_conflict
//
// A GET whose answer has an ETag that If-None-Match lists is answered by 304 without a body, whatever set the ETag.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/web/described.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/parameters.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {

// The header If-Match. Missing: 428 precondition_required; std::optional<IfMatch> makes it optional.
struct IfMatch {
  bool any = false;                         // "*": whatever the version
  std::vector<std::int64_t> versions = {};  // a weak tag, or one that is no number of ours, matches nothing

  bool covers(std::int64_t version) const;
};

template <>
struct From<std::optional<IfMatch>> {
  static std::optional<IfMatch> from(Input& in);  // issue: entity_tag
};
template <>
struct From<IfMatch> {
  static IfMatch from(Input& in);
};

void describe_if_match(Operation& operation, bool required);
template <>
struct DescribeParameter<IfMatch> {
  static void to(Operation& operation) { describe_if_match(operation, true); }
};
template <>
struct DescribeParameter<std::optional<IfMatch>> {
  static void to(Operation& operation) { describe_if_match(operation, false); }
};

// Any result, with the header ETag: "<version>".
template <class R>
struct Versioned {
  R value;
  std::int64_t version = 0;
};
template <class R>
  requires HandlerResult<R>
struct Into<Versioned<R>> {
  static http::Response response(Versioned<R> result, http::Request& request) {
    http::Response response = Into<R>::response(std::move(result.value), request);
    response.header("ETag", '"' + std::to_string(result.version) + '"');
    return response;
  }
};
template <class R>
struct DescribeResult<Versioned<R>> {
  static void to(Operation& operation) {
    const std::size_t before = operation.answers.size();
    DescribeResult<R>::to(operation);
    for (std::size_t i = before; i < operation.answers.size(); ++i)
      operation.answers[i].headers.push_back({"ETag", "The version, for If-Match and If-None-Match"});
  }
};
template <class R>
inline constexpr bool kAnswersJson<Versioned<R>> = kAnswersJson<R>;

}  // namespace tenstone::web
