#include <algorithm>
#include <re2/re2.h>

#include "tenstone/validation/regex.hpp"

namespace tenstone::validation {

std::unique_ptr<re2::RE2> Regex::compile(const std::string& re2, std::int64_t memory) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_never_capture(true);
  options.set_max_mem(memory);
  return std::make_unique<re2::RE2>(re2, options);
}

Regex::Regex(std::unique_ptr<re2::RE2> re)
    : re_(std::move(re)), weight_(static_cast<std::uint64_t>(std::max(1, re_->ProgramSize()))) {}
Regex::Regex(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::matches(std::string_view text) const {
  return re_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace tenstone::validation
