#include "tenstone/json_schema/lines.hpp"

#include <fmt/core.h>

namespace tenstone::json_schema {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kSpace = " \t\r";

}  // namespace

LineChecker::LineChecker(Schema schema, LineLimits limits) : schema_(std::move(schema)), limits_(limits) {}

void LineChecker::feed(std::string_view chunk) {
  bytes_ += chunk.size();
  for (std::size_t end = chunk.find('\n'); end != chunk.npos; end = chunk.find('\n')) {
    end_line(chunk.substr(0, end));
    chunk.remove_prefix(end + 1);
  }
  if (!chunk.empty()) keep(chunk);
}

void LineChecker::finish() {
  if (is_begun_) end_line({});
}

void LineChecker::keep(std::string_view piece) {
  is_begun_ = true;
  is_too_long_ |= begun_.size() + piece.size() > limits_.line_bytes;
  if (is_too_long_)
    begun_.clear();
  else
    begun_ += piece;
}

// `piece` is the line, or what was missing of it.
void LineChecker::end_line(std::string_view piece) {
  ++number_;
  if (is_begun_) keep(piece);
  const std::string_view text = is_begun_ ? begun_ : piece;
  if (is_too_long_ || text.size() > limits_.line_bytes) {
    ++report_.lines;
    unreadable(kLimitLine, 1, fmt::format("has more than {} bytes", limits_.line_bytes));
  } else {
    line(text);
  }
  begun_.clear();
  is_begun_ = is_too_long_ = false;
}

void LineChecker::line(std::string_view text) {
  if (number_ == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.find_first_not_of(kSpace) == text.npos) return;
  ++report_.lines;
  if (const auto fault = document_.read(text))
    return unreadable(*fault->code, position_in(text, fault->offset).column, fault->message);
  const auto fits = schema_.fits(document_, limits_.each);
  if (!fits) return unreadable(kCheckTooLong, 1, std::string(kCheckTooLong.meaning()));
  if (*fits)
    ++report_.valid;
  else
    invalid(text);
}

void LineChecker::unreadable(const ErrorCode& code, std::uint64_t column, std::string message) {
  ++report_.unreadable;
  ++report_.by_code[std::string(code.name())];
  add({number_, column, "", std::string(code.name()), std::move(message), "{}"});
}

void LineChecker::invalid(std::string_view text) {
  CheckLimits limits = limits_.each;
  if (is_full_) limits.issues = 0;
  const auto output = schema_.output(document_, limits);
  if (!output) return unreadable(kCheckTooLong, 1, std::string(kCheckTooLong.meaning()));
  ++report_.invalid;
  for (const auto& [code, count] : output->by_code) report_.by_code[std::string(code)] += count;
  for (const SchemaIssue& issue : output->issues)
    add({number_, position_in(text, issue.offset).column, issue.instance_location, issue.code, issue.message,
         issue.params});
  report_.truncated |= output->count > output->issues.size();
}

void LineChecker::add(LineFault fault) {
  const std::size_t size = fault.pointer.size() + fault.message.size() + fault.params.size();
  is_full_ = is_full_ || report_.faults.size() >= limits_.faults || size > limits_.fault_bytes - kept_bytes_;
  report_.truncated |= is_full_;
  if (is_full_) return;
  kept_bytes_ += size;
  report_.faults.push_back(std::move(fault));
}

}  // namespace tenstone::json_schema
