#include <algorithm>
#include <re2/re2.h>

#include "regex.hpp"

namespace tenstone::json_schema {

std::unique_ptr<re2::RE2> Pattern::compile(const std::string& re2, std::int64_t memory) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_never_capture(true);
  options.set_max_mem(memory);
  return std::make_unique<re2::RE2>(re2, options);
}

Pattern::Pattern(std::unique_ptr<re2::RE2> re)
    : re_(std::move(re)), weight_(static_cast<std::uint64_t>(std::max(1, re_->ProgramSize()))) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view text) const {
  return re_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace tenstone::json_schema
