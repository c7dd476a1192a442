// Keywords that look at one value by itself.
#include <algorithm>
#include <bit>
#include <fmt/core.h>
#include <re2/re2.h>

#include "compiler.hpp"
#include "formats.hpp"

namespace tenstone::json_schema {
namespace {

constexpr std::pair<std::string_view, std::uint8_t> kTypes[] = {
    {"null", kNull},     {"boolean", kBoolean}, {"object", kObject}, {"array", kArray},
    {"number", kNumber}, {"integer", kInteger}, {"string", kString}};

// Core §8.2.2: a letter or '_', then also digits, '-' and '.'.
bool is_anchor(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.empty() || !letter(text.front())) return false;
  for (const char c : text)
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.') return false;
  return true;
}

}  // namespace

void SchemaCompiler::identity() {
  using enum Keyword;
  for (const Keyword keyword : {Id, Schema, Ref, Anchor, DynamicRef, DynamicAnchor, Comment, Title, Description})
    if (at(keyword) != nullptr && at(keyword)->kind != Kind::String) fault(keyword, "must be a text");
  if (const Node* id = at(Id); id != nullptr && id->kind == Kind::String) {
    const std::size_t mark = id->view().find('#');
    if (mark != std::string_view::npos && mark + 1 < id->size) fault(Id, "must not have a fragment: use $anchor");
  }
  for (const Keyword keyword : {Anchor, DynamicAnchor})
    if (const Node* name = at(keyword); name != nullptr && name->kind == Kind::String && !is_anchor(name->view()))
      fault(keyword, "must begin with a letter or _, and have letters, digits, '-', '_' and '.' only");
}

std::uint8_t SchemaCompiler::type(const Node*& value) {
  value = at(Keyword::Type);
  if (value == nullptr) return kAnyType;
  std::uint8_t out = 0;
  const auto add = [&](const Node& each, const std::string& below) {
    for (const auto& [name, type] : kTypes)
      if (each.kind == Kind::String && each.view() == name) return void(out |= type);
    fault(Keyword::Type, "must be null, boolean, object, array, number, integer or string", below);
  };
  if (value->kind != Kind::Array) {
    add(*value, "");
  } else {
    if (value->size == 0) fault(Keyword::Type, "must be a list with something in it");
    std::size_t index = 0;
    for (const Node* each = value + 1; each != value->next(); each = each->next())
      add(*each, fmt::format("/{}", index++));
  }
  return out;
}

void SchemaCompiler::values(Keyword keyword) {
  constexpr std::size_t kFew = 8;
  const Node* value = at(keyword);
  if (value == nullptr) return;
  ValueSet set;
  if (keyword == Keyword::Const) {
    set.values = {value};
  } else {
    const bool strict = options_.unknown == Options::Unknown::Refuse;  // the standard only advises against it
    if (value->kind != Kind::Array || (strict && value->size == 0))
      return fault(keyword, "must be a list with something in it");
    for (const Node* each = value + 1; each != value->next(); each = each->next()) set.values.push_back(each);
  }
  if (set.values.size() > kFew) {
    set.slots.assign(std::bit_ceil(set.values.size() * 2), kNone);
    for (std::uint32_t i = 0; i < set.values.size(); ++i) {
      std::size_t slot = hash_value(*set.values[i]) & (set.slots.size() - 1);
      while (set.slots[slot] != kNone) slot = (slot + 1) & (set.slots.size() - 1);
      set.slots[slot] = i;
    }
  }
  program_->value_sets.push_back(std::move(set));
  emit(Op::OneOfValues, kAnyType, keyword, static_cast<std::uint32_t>(program_->value_sets.size() - 1));
}

void SchemaCompiler::bound(Keyword keyword, Op op) {
  const Node* value = at(keyword);
  if (value == nullptr) return;
  if (!is_number(*value)) return fault(keyword, "must be a number");
  if (op == Op::MultipleOf) {
    if (value->kind == Kind::LongNumber) return fault(keyword, "must have at most 18 digits");
    if (value->coefficient <= 0) return fault(keyword, "must be above 0");
  }
  emit(op, kNumber, keyword);
}

std::optional<std::uint32_t> SchemaCompiler::count(Keyword keyword) {
  constexpr int kMostExponent = 9;  // nothing of a text of less than 4 GiB is counted further
  const Node* value = at(keyword);
  const bool whole = is_number(*value) && value->exponent >= 0;
  if (!whole || (value->kind == Kind::Number ? value->coefficient < 0 : value->view().starts_with('-'))) {
    fault(keyword, "must be a whole number from 0");
    return std::nullopt;
  }
  if (value->kind == Kind::LongNumber || value->exponent > kMostExponent) return UINT32_MAX - 1;
  std::uint64_t out = std::min<std::uint64_t>(static_cast<std::uint64_t>(value->coefficient), UINT32_MAX);
  for (int i = 0; i < value->exponent; ++i) out *= 10;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(out, UINT32_MAX - 1));
}

void SchemaCompiler::size(Keyword keyword, Op op, std::uint8_t type) {
  if (at(keyword) == nullptr) return;
  if (const auto number = count(keyword)) emit(op, type, keyword, *number);
}

void SchemaCompiler::format() {
  const Node* value = at(Keyword::Format);
  if (value == nullptr) return;
  if (value->kind != Kind::String) return fault(Keyword::Format, "must be the name of a format");
  const bool checks = options_.formats == Options::Formats::Check || (vocabularies_ & kFormatAssertion) != 0;
  const auto known = format_of(value->view());
  if (!known) {
    if (options_.unknown == Options::Unknown::Refuse) fault(Keyword::Format, "is no format of 2020-12");
  } else if (checks) {
    emit(Op::Format, kString, Keyword::Format, *known);
  }
}

std::optional<std::uint32_t> SchemaCompiler::pattern(Keyword keyword, std::string_view text, std::string_view below) {
  constexpr std::int64_t kUsual = 64 * 1024, kLargest = 8 * 1024 * 1024;
  if (const auto known = pattern_numbers_.find(text); known != pattern_numbers_.end()) return known->second;
  const validation::RegexTranslation translation = validation::translate_regex(text);
  const auto refuse = [&](std::string why) {
    fault(keyword, std::move(why), below);
    return std::nullopt;
  };
  if (translation.kind == validation::RegexTranslation::Kind::Invalid)
    return refuse(fmt::format("is no regular expression: {}", translation.fault));
  if (translation.kind == validation::RegexTranslation::Kind::Unsupported)
    return refuse(fmt::format("is a regular expression that takes no linear time: {}", translation.fault));
  if (program_->patterns.size() == kMostPatterns)
    return refuse(fmt::format("is one of more than {} patterns", kMostPatterns));
  std::unique_ptr<re2::RE2> re = validation::Regex::compile(translation.re2, kUsual);
  if (re->error_code() == re2::RE2::ErrorPatternTooLarge && large_pattern_memory_ >= kLargest) {
    large_pattern_memory_ -= kLargest;  // also for one that is too large: to find that out takes as long
    re = validation::Regex::compile(translation.re2, kLargest);
  }
  if (re->error_code() == re2::RE2::ErrorPatternTooLarge)
    return refuse("is a regular expression that takes too much memory, by itself or with those before it");
  if (!re->ok()) return refuse(fmt::format("is a regular expression that RE2 does not know: {}", re->error()));
  program_->patterns.emplace_back(std::move(re));
  const auto number = static_cast<std::uint32_t>(program_->patterns.size() - 1);
  pattern_numbers_.emplace(text, number);
  return number;
}

void SchemaCompiler::pattern() {
  const Node* value = at(Keyword::Pattern);
  if (value == nullptr) return;
  if (value->kind != Kind::String) return fault(Keyword::Pattern, "must be a regular expression");
  if (const auto number = pattern(Keyword::Pattern, value->view(), ""))
    emit(Op::Pattern, kString, Keyword::Pattern, *number);
}

}  // namespace tenstone::json_schema
