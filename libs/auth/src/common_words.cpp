#include "common_words.hpp"

#include "embedded/common_passwords.hpp"

namespace tenstone::auth {
namespace {

// The lines behind the licence, which begin with '#'; sorted by bytes, each with its line feed.
std::string_view entries() {
  std::string_view text = embedded::common_passwords().at("common_passwords.txt");
  while (text.starts_with('#')) text.remove_prefix(text.find('\n') + 1);
  return text;
}

}  // namespace

bool is_common_word(std::string_view text) {
  static const std::string_view kEntries = entries();
  std::string_view rest = kEntries;
  while (!rest.empty()) {
    const std::size_t before = rest.rfind('\n', rest.size() / 2 - 1);
    const std::size_t start = before == rest.npos ? 0 : before + 1;
    const std::size_t end = rest.find('\n', start);
    const std::string_view entry = rest.substr(start, end - start);
    if (entry == text) return true;
    rest = entry < text ? rest.substr(end + 1) : rest.substr(0, start);
  }
  return false;
}

}  // namespace tenstone::auth
