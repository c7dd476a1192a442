#include "tenstone/validation/pattern.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <re2/re2.h>

#include "tenstone/core/console.hpp"

namespace tenstone::validation {
namespace {

std::unique_ptr<re2::RE2> compile_whole(std::string_view ecma) {
  constexpr std::int64_t kMemory = 8 * 1024 * 1024;
  RegexTranslation translation = translate_regex(ecma);
  std::unique_ptr<re2::RE2> out;
  if (translation.kind == RegexTranslation::Kind::Fine) {
    out = Regex::compile("\\A(?:" + translation.re2 + ")\\z", kMemory);
    if (out->ok()) return out;
    translation.fault = out->error();
  }
  console::print_error("the pattern \"{}\" of a field cannot be matched: {}\n", ecma, translation.fault);
  std::abort();
}

}  // namespace

std::string exported_pattern(std::string_view source) { return fmt::format("^(?:{})$", source); }

WholeRegex::WholeRegex(std::string_view ecma) : regex_(compile_whole(ecma)) {}

}  // namespace tenstone::validation
