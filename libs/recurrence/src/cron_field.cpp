#include "cron_field.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <optional>

#include "tenstone/recurrence/errors.hpp"

namespace tenstone::recurrence {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class CronFieldParser {
 public:
  CronFieldParser(const CronField& field, std::string_view text, std::size_t column)
      : field_(field), text_(text), column_(column) {}

  Result<std::uint64_t> run() {
    do {
      if (!item()) return Error(kInvalidCron, std::move(fault_));
    } while (take(','));
    if (at_ < text_.size()) {
      fail(at_, fmt::format("\"{}\" is not understood", text_.substr(at_)));
      return Error(kInvalidCron, std::move(fault_));
    }
    return bits_;
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool fail(std::size_t where, std::string_view what) {
    fault_ = fmt::format("Cron expression, {}, character {}: {}", field_.name, column_ + where, what);
    return false;
  }

  // "*", "*/2", "5", "MON", "1-5", "1-5/2"
  bool item() {
    int from = field_.lowest, to = field_.highest, step = 1;
    bool range = take('*');
    const std::size_t start = at_;
    if (!range) {
      if (!value(from)) return false;
      to = from;
      if (take('-')) {
        range = true;
        if (!value(to)) return false;
        if (to == 0 && from > 0 && field_.most == 7) to = 7;  // FRI-SUN
        if (to < from)
          return fail(start, fmt::format("the range \"{}\" runs backwards", text_.substr(start, at_ - start)));
      }
    }
    const std::size_t slash = at_;
    if (take('/')) {
      if (!number(step)) return false;
      if (!range) return fail(slash, fmt::format("a step needs a range, as in {}-{}/{}", from, field_.highest, step));
      if (step < 1 || step > field_.most)
        return fail(slash + 1, fmt::format("the step {} is not between 1 and {}", step, field_.most));
    }
    for (int each = from; each <= to; each += step) bits_ |= 1ULL << each;
    return true;
  }

  bool value(int& out) {
    const std::size_t start = at_;
    if (at_ < text_.size() && is_letter(text_[at_])) {
      while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
      const std::string_view word = text_.substr(start, at_ - start);
      const auto found = std::ranges::find_if(field_.names, [&](std::string_view name) {
        return std::ranges::equal(name, word, [](char a, char b) { return a == (b & ~0x20); });
      });
      out = field_.lowest + static_cast<int>(found - field_.names.begin());
      return found != field_.names.end() || fail(start, fmt::format("there is no \"{}\" here", word));
    }
    if (!number(out)) return false;
    return (out >= field_.lowest && out <= field_.most) ||
           fail(start, fmt::format("{} is not between {} and {}", out, field_.lowest, field_.most));
  }
  bool number(int& out) {
    const std::size_t start = at_;
    out = 0;
    while (at_ < text_.size() && is_digit(text_[at_])) {
      if (at_ - start == 3) return fail(start, "the number is too long");
      out = out * 10 + (text_[at_++] - '0');
    }
    return at_ > start || fail(start, "a number is missing");
  }

  const CronField& field_;
  std::string_view text_;
  std::size_t column_, at_ = 0;
  std::uint64_t bits_ = 0;
  std::string fault_;
};

}  // namespace

Result<std::uint64_t> parse_cron_field(const CronField& field, std::string_view text, std::size_t column) {
  return CronFieldParser(field, text, column).run();
}

}  // namespace tenstone::recurrence
