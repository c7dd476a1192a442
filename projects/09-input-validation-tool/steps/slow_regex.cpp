// How long one text is matched against one pattern, by std::regex and by RE2: slow_regex LENGTH…
#include <chrono>
#include <cstdlib>
#include <fmt/core.h>
#include <regex>
#include <string>

#include "tenstone/json_schema/schema.hpp"

using namespace tenstone;

namespace {

// [snippet:pattern]
// Words with dots between, and @x. "aaaa" can be one word, or two, or four: a matcher that tries each division tries
// twice as many for each further letter.
constexpr const char* kPattern = "^([a-z0-9]+\\.?)+@x$";
constexpr const char* kSchema = R"({"pattern": "^([a-z0-9]+\\.?)+@x$"})";
// [/snippet:pattern]

template <class Work>
std::chrono::microseconds took(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace

int main(int argc, char** argv) {
  const std::regex standard(kPattern);
  const auto schema = json_schema::Schema::compile(kSchema).value();
  for (int i = 1; i < argc; ++i) {
    const std::string text(std::strtoul(argv[i], nullptr, 10), 'a');
    json_schema::Document document;
    bool matched = false;
    if (!document.parse('"' + text + '"')) return EXIT_FAILURE;
    const auto backtracking = took([&] { matched = std::regex_match(text, standard); });
    const auto linear = took([&] { matched |= schema.fits(document).value(); });
    fmt::print("{} letters: std::regex {:.1f} ms, RE2 {:.1f} ms, {}\n", text.size(), backtracking.count() / 1e3,
               linear.count() / 1e3, matched ? "it matches" : "no match");
  }
}
