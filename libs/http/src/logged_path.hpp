#pragma once
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "tenstone/http/request.hpp"

namespace tenstone::http {

// A request's path as the log has it: of a long one the beginning and how long it is, so that who asks for long paths
// does not write the log full. Where they are cut, bytes that make no UTF-8 are left: the logger replaces these.
class LoggedPath {
 public:
  explicit LoggedPath(const Request& request) : text_(request.path()) {
    if (text_.size() <= kMostBytes) return;
    cut_ = fmt::format("{}... ({} bytes)", text_.substr(0, kMostBytes), text_.size());
    text_ = cut_;
  }
  LoggedPath(const LoggedPath&) = delete;
  std::string_view text() const { return text_; }

 private:
  static constexpr std::size_t kMostBytes = 256;
  std::string cut_;
  std::string_view text_;
};

}  // namespace tenstone::http
