// The one place where a kind becomes a status.
#include <array>
#include <cstdlib>
#include <fmt/core.h>

#include "tenstone/http/errors.hpp"
#include "tenstone/http/response.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::http {
namespace {

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Unreadable: return 400;
    case ErrorKind::Invalid: return 422;
    case ErrorKind::Unauthenticated: return 401;
    case ErrorKind::Forbidden: return 403;
    case ErrorKind::NotFound: return 404;
    case ErrorKind::Conflict: return 409;
    case ErrorKind::Gone: return 410;
    case ErrorKind::PreconditionFailed: return 412;
    case ErrorKind::TooLarge: return 413;
    case ErrorKind::Limited: return 429;
    case ErrorKind::Unavailable: return 503;
    case ErrorKind::NoSpace: return 507;
    case ErrorKind::Internal: return 500;
  }
  std::abort();
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  validation::write_string(out, value);
}

void append_issues(std::string& out, const std::vector<Issue>& issues) {
  out += ",\"errors\":[";
  for (std::size_t i = 0; i < issues.size(); ++i) {
    out += i == 0 ? "{\"in\":" : ",{\"in\":";
    validation::write_string(out, issues[i].in);
    append_member(out, "pointer", issues[i].pointer);
    if (issues[i].line > 0) out += fmt::format(",\"line\":{},\"column\":{}", issues[i].line, issues[i].column);
    append_member(out, "code", issues[i].code);
    append_member(out, "message", issues[i].message);
    if (!issues[i].params.empty()) out += ",\"params\":" + issues[i].params;
    out += '}';
  }
  out += ']';
}

}  // namespace

int status_of(const Error& error) {
  // HTTP's own conditions, which no kind stands for.
  static const std::array<std::pair<const ErrorCode*, int>, 13> kOwn = {{{&kMethodNotAllowed, 405},
                                                                         {&kNotAcceptable, 406},
                                                                         {&kRequestTimeout, 408},
                                                                         {&kBodyTimeout, 408},
                                                                         {&kLengthRequired, 411},
                                                                         {&kTargetTooLong, 414},
                                                                         {&kUnsupportedMediaType, 415},
                                                                         {&kRangeNotSatisfiable, 416},
                                                                         {&kExpectationFailed, 417},
                                                                         {&kPreconditionRequired, 428},
                                                                         {&kHeaderTooLarge, 431},
                                                                         {&kNotImplemented, 501},
                                                                         {&kVersionUnsupported, 505}}};
  for (const auto& [code, status] : kOwn)
    if (code->name() == error.code) return status;
  return status_of(error.kind);
}

Response problem(const Error& error) {
  Response response(status_of(error));
  std::string& out = response.body;
  out = "{\"type\":";
  validation::write_string(out, error.type.empty() ? "/problems/" + error.code : std::string(error.type));
  append_member(out, "title", error.message);
  out += ",\"status\":" + std::to_string(response.status);
  append_member(out, "code", error.code);
  if (!error.issues.empty()) append_issues(out, error.issues);
  for (const auto& [name, value] : error.members) {
    validation::write_key(out, name);
    out += value;
  }
  out += '}';
  response.add_header("Content-Type", "application/problem+json");
  if (response.status == 429) response.add_header("Cache-Control", "no-store");  // RFC 6585 §4
  const auto wait = error.retry_after.count() > 0 ? error.retry_after.count() : response.status == 503 ? 1 : 0;
  if (wait > 0) response.add_header("Retry-After", std::to_string(wait));
  response.problem_ = true;
  return response;
}

}  // namespace tenstone::http
