#include "keywords.hpp"

#include <unordered_map>

namespace tenstone::json_schema {
namespace {

#define TENSTONE_INFO(enumerator, name, vocabulary, subschemas) {name, k##vocabulary, Subschemas::subschemas},
constexpr KeywordInfo kKeywords[] = {TENSTONE_JSON_SCHEMA_KEYWORDS(TENSTONE_INFO)};
#undef TENSTONE_INFO

}  // namespace

Keyword keyword_of(std::string_view name) {
  static const auto kByName = [] {
    std::unordered_map<std::string_view, Keyword> out;
    for (std::uint16_t i = 0; i < static_cast<std::uint16_t>(Keyword::Unknown); ++i)
      out.emplace(kKeywords[i].name, static_cast<Keyword>(i));
    return out;
  }();
  const auto found = kByName.find(name);
  return found == kByName.end() ? Keyword::Unknown : found->second;
}

const KeywordInfo& info_of(Keyword keyword) { return kKeywords[static_cast<std::uint16_t>(keyword)]; }

std::uint8_t vocabulary_of(std::string_view uri) {
  constexpr std::string_view kPrefix = "https://json-schema.org/draft/2020-12/vocab/";
  if (!uri.starts_with(kPrefix)) return 0;
  uri.remove_prefix(kPrefix.size());
  constexpr std::pair<std::string_view, std::uint8_t> kKnown[] = {
      {"core", kCore},
      {"applicator", kApplicator},
      {"unevaluated", kUnevaluated},
      {"validation", kValidation},
      {"meta-data", kNotes},
      {"content", kNotes},
      {"format-annotation", kFormat},
      {"format-assertion", kFormat | kFormatAssertion},
  };
  for (const auto& [name, bits] : kKnown)
    if (name == uri) return bits;
  return 0;
}

}  // namespace tenstone::json_schema
