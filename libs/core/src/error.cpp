#include "tenstone/core/error.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "tenstone/core/console.hpp"

namespace tenstone {
namespace {
std::map<std::string_view, const ErrorCode*>& registry() {
  static std::map<std::string_view, const ErrorCode*> codes;
  return codes;
}
}  // namespace

ErrorCode::ErrorCode(ErrorKind kind, std::string_view name, std::string_view meaning, std::string_view type)
    : kind_(kind), name_(name), meaning_(meaning), type_(type) {
  if (!registry().emplace(name, this).second) {
    console::print_error("bug: two error codes are named {}\n", name);
    std::abort();
  }
}

std::vector<const ErrorCode*> error_codes() {
  std::vector<const ErrorCode*> codes;
  for (const auto& [name, code] : registry()) codes.push_back(code);
  return codes;
}

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Unreadable: return "unreadable";
    case ErrorKind::Invalid: return "invalid";
    case ErrorKind::Unauthenticated: return "unauthenticated";
    case ErrorKind::Forbidden: return "forbidden";
    case ErrorKind::NotFound: return "not_found";
    case ErrorKind::Conflict: return "conflict";
    case ErrorKind::Gone: return "gone";
    case ErrorKind::PreconditionFailed: return "precondition_failed";
    case ErrorKind::TooLarge: return "too_large";
    case ErrorKind::Limited: return "limited";
    case ErrorKind::Unavailable: return "unavailable";
    case ErrorKind::NoSpace: return "no_space";
    case ErrorKind::Internal: return "internal";
  }
  std::abort();
}

}  // namespace tenstone
