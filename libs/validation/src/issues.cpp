#include "tenstone/validation/issues.hpp"

#include <fmt/core.h>

#include "tenstone/validation/errors.hpp"

namespace tenstone::validation {

namespace {
void append_pointer(const At& at, std::string& out) {
  if (!at.parent) return;
  append_pointer(*at.parent, out);
  out += '/';
  if (at.index >= 0) out += std::to_string(at.index);
  for (const char c : at.key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
}
}  // namespace

std::string At::pointer() const {
  constexpr std::size_t kUsual = 64;  // bytes: one allocation
  std::string out;
  if (parent) out.reserve(kUsual);
  append_pointer(*this, out);
  return out;
}

void Issues::add(const At& at, std::string_view code, std::string_view message, std::string params) {
  constexpr std::size_t kFew = 4;  // as many as most inputs have: one allocation
  if (++count_ > kMost) return;
  if (list_.empty()) list_.reserve(kFew);
  list_.emplace_back(std::string(in_), at.pointer(), std::string(code), std::string(message), std::move(params));
}

namespace {
std::string type_params(std::string_view expected) {  // "JSON" is no type
  return expected == "JSON" ? "" : fmt::format(R"({{"type":"{}"}})", expected);
}
}  // namespace

bool Issues::refuse(Reader::Read read, std::string_view expected, const At& at) {
  if (read == Reader::Read::WrongType)
    add(at, "type", fmt::format("must be of type {}", expected), type_params(expected));
  if (read == Reader::Read::OutOfRange) add(at, "number_range", fmt::format("is too large for this {}", expected));
  if (read == Reader::Read::Repeated) add(at, "duplicate_key", "is given more than once");
  return false;
}

Error Issues::error() && {
  Error error(kValidationFailed,
              truncated()
                  ? fmt::format("The input breaks its rules in {} places; the first {} are listed", count_, kMost)
              : count_ == 1 ? "The input breaks its rules in one place"
                            : fmt::format("The input breaks its rules in {} places", count_));
  error.issues = std::move(list_);
  return error;
}

}  // namespace tenstone::validation
