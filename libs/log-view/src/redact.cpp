#include "tenstone/log_view/redact.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <re2/re2.h>

namespace tenstone::log_view {
namespace {

// The group that takes part in a match is the secret; each has up to kGroups of them.
constexpr int kGroups = 4;

constexpr std::array kPatterns = {
    R"((?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)))",
    R"((?m)^([A-Za-z0-9+/]{64})\r?$)",
    R"re((?i)authorization\\?["']?[ \t]*[=:][ \t]*\\?["']?(?:(?:bearer|basic|negotiate|token|apikey)[ \t]+([^\s"',\\\[]+)|([a-z0-9+/_.~-]{16,}=*)))re",
    R"((?i)\bbearer[ \t]+([a-z0-9+/_.~-]{16,}=*))",
    R"((?i)\b[a-z][a-z0-9+.-]*://[^\s/:@?#]*:([^\s/@]+)@)",
    R"re((?i)(?:password|passwd|passphrase|\bpwd|secret|secret[_-]?(?:access[_-]?)?key|api[_-]?key|private[_-]?key|(?:access|auth|refresh|session|id|csrf)[_-]?token|\btoken)\\?["']?[ \t]*[=:][ \t]*(?:\\"((?:[^"\\]|\\[^"])+)|"((?:[^"\\]|\\.)+)|'([^']+)|([^\s,;&"'{}\[\]\\]+)))re",
    R"(\b((?:AKIA|ASIA)[A-Z0-9]{16})\b)",
    R"(\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*))",
    R"(\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}))",
};

// Bytes, not characters: logs hold what is no UTF-8.
re2::RE2::Options byte_options() {
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_log_errors(true);
  return options;
}

struct Compiled {
  Compiled() {
    std::string all;
    for (std::size_t i = 0; i < kPatterns.size(); ++i) {
      each[i] = std::make_unique<re2::RE2>(kPatterns[i], byte_options());
      all.append(all.empty() ? "" : "|").append("(?:").append(kPatterns[i]).append(")");
    }
    any = std::make_unique<re2::RE2>(all, byte_options());
  }
  std::array<std::unique_ptr<re2::RE2>, kPatterns.size()> each;
  std::unique_ptr<re2::RE2> any;
};

std::string replaced(const re2::RE2& pattern, const std::string& text) {
  std::string out;
  std::size_t done = 0;
  re2::StringPiece groups[kGroups + 1];
  const re2::StringPiece all(text.data(), text.size());
  for (std::size_t from = 0;
       from <= text.size() && pattern.Match(all, from, text.size(), re2::RE2::UNANCHORED, groups, kGroups + 1);) {
    const auto& secret =
        *std::find_if(groups + 1, groups + kGroups, [](const auto& group) { return group.data() != nullptr; });
    const auto begin = static_cast<std::size_t>(secret.data() - text.data());
    out.append(text, done, begin - done).append(kRedacted);
    from = done = begin + secret.size();
  }
  return done == 0 ? text : out.append(text, done);
}

}  // namespace

std::string redact(std::string_view bytes) {
  static const Compiled compiled;
  std::string text(bytes);
  if (!re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled.any)) return text;
  for (const auto& pattern : compiled.each) text = replaced(*pattern, text);
  return text;
}

}  // namespace tenstone::log_view
