#include "head.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

// RFC 9110 §5.5 and RFC 9112 §2.2: no control character but the tab; CR only before LF.
bool is_line_text(std::string_view text) {
  bool good = true;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    good = good & ((byte >= 0x20 && byte != 0x7f) || byte == '\t');
  }
  return good;
}

}  // namespace

Result<std::size_t> HeadScanner::scan(std::string_view text) {
  for (;;) {
    const auto newline = text.find('\n', checked_);
    std::string_view fresh = text.substr(checked_, newline == text.npos ? text.npos : newline - checked_);
    const bool ends_in_cr = fresh.ends_with('\r');
    if (ends_in_cr) fresh.remove_suffix(1);
    if (!is_line_text(fresh)) return Error(kMalformedRequest, "The header holds a control character");
    // Before the size: a line that has not arrived as a whole shows it, too, and so the error is the same.
    if (line_ < text.size() && (text[line_] == ' ' || text[line_] == '\t'))
      return Error(kMalformedRequest, "A header line starts with white space");
    if (newline == text.npos) {
      checked_ += fresh.size();
      if (const auto fits = check_size(checked_ - line_, text.size()); !fits) return fits.error();
      return 0;
    }
    if (!ends_in_cr) return Error(kMalformedRequest, "A line ends in LF without CR");
    const std::string_view line = text.substr(line_, newline - 1 - line_);
    line_ = checked_ = newline + 1;
    if (const auto fits = check_size(line.size(), line_); !fits) return fits.error();
    if (line.empty()) {
      if (lines_ > 0) return line_;
      if (std::exchange(blank_, true)) return Error(kMalformedRequest, "The request starts with empty lines");
      continue;
    }
    if (const auto good = end_of_line(line); !good) return good.error();
  }
}

Result<void> HeadScanner::end_of_line(std::string_view line) {
  if (line.front() == ':') return Error(kMalformedRequest, "A header field has no name");  // llhttp 8.1 takes it
  if (lines_++ > 0 && ++fields_ > limits_.header_fields) return Error(kHeaderTooLarge);
  return {};
}

Result<void> HeadScanner::check_size(std::size_t line_bytes, std::size_t head_bytes) const {
  constexpr std::size_t kMethodAndVersion = 32;
  if (lines_ == 0 && line_bytes > limits_.target_bytes + kMethodAndVersion) return Error(kTargetTooLong);
  if (lines_ > 0 && line_bytes > limits_.field_bytes) return Error(kHeaderTooLarge);
  if (head_bytes > limits_.header_bytes) return Error(kHeaderTooLarge);
  return {};
}

}  // namespace tenstone::http
