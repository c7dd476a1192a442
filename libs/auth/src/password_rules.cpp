#include "tenstone/auth/password_rules.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "common_words.hpp"
#include "tenstone/auth/errors.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {

constexpr std::size_t kMostBytes = 1024, kLeastBlock = 8, kMostJudged = 64, kLongestWord = 24, kLeastRun = 3;
constexpr std::uint8_t kMostPadding = 10, kNever = 255;

// Rows of keyboards (US, German, French), the alphabet and counting.
constexpr std::array<std::string_view, 12> kRows{"abcdefghijklmnopqrstuvwxyz",
                                                 "01234567890",
                                                 "qwertyuiop",
                                                 "qwertzuiop",
                                                 "azertyuiop",
                                                 "asdfghjkl",
                                                 "qsdfghjklm",
                                                 "zxcvbnm",
                                                 "yxcvbnm",
                                                 "wxcvbn",
                                                 "1q2w3e4r5t6y7u8i9o0p",
                                                 "1qaz2wsx3edc4rfv5tgb6yhn7ujm"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_padding(char c) { return c >= ' ' && c <= '~' && !is_letter(c); }
bool in_word(char c) { return is_letter(c) || is_digit(c) || (c & 0x80) != 0; }

// The letter that people replace by this character, as in "p@ssw0rd".
char letter_of(char c) {
  switch (c) {
    case '@':
    case '4': return 'a';
    case '3': return 'e';
    case '1':
    case '!': return 'i';
    case '0': return 'o';
    case '$':
    case '5': return 's';
    case '7': return 't';
    default: return lower(c);
  }
}

bool same_word(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, letter_of, letter_of); }

// Text of at most kMostJudged bytes after a change of each character.
class Folded {
 public:
  Folded(std::string_view text, char (*change)(char)) : size_(text.size()) {
    std::ranges::transform(text, bytes_.begin(), change);
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kMostJudged> bytes_{};
  std::size_t size_;
};

// The words of a context, in a place of their own: no heap.
class Words {
 public:
  explicit Words(const PasswordContext& context) {
    add(context.service);
    const std::size_t at = context.email.rfind('@'), dot = context.email.rfind('.');
    keep(context.email.substr(0, at));
    add(dot != context.email.npos && dot > at ? context.email.substr(0, dot) : context.email);
  }
  std::span<const std::string_view> all() const { return std::span(words_).first(count_); }

 private:
  void add(std::string_view text) {
    while (!text.empty()) {
      const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, in_word) - text.begin());
      keep(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  void keep(std::string_view word) {
    if (word.size() >= kLeastWord && count_ < words_.size()) words_[count_++] = word;
  }
  std::array<std::string_view, 16> words_;
  std::size_t count_ = 0;
};

// The shortest block that repeats to give the text, the last time perhaps not whole; the text itself when none occurs
// twice. By the failure function of Knuth, Morris and Pratt. The text has at most kMostBytes.
std::string_view block_of(std::string_view text) {
  std::array<std::uint16_t, kMostBytes> border{};
  for (std::size_t i = 1; i < text.size(); ++i) {
    std::size_t length = border[i - 1];
    while (length > 0 && lower(text[i]) != lower(text[length])) length = border[length - 1];
    border[i] = static_cast<std::uint16_t>(lower(text[i]) == lower(text[length]) ? length + 1 : 0);
  }
  const std::size_t block = text.empty() ? 0 : text.size() - border[text.size() - 1];
  return block * 2 <= text.size() ? text.substr(0, block) : text;
}

// How many characters from the first on are equal, or neighbours in one row in one direction.
std::size_t run_at(std::string_view text) {
  std::size_t most = 0;
  const auto take = [&](auto expected, std::size_t limit) {
    std::size_t length = 0;
    while (length < std::min(limit, text.size()) && text[length] == expected(length)) ++length;
    most = std::max(most, length);
  };
  take([&](std::size_t) { return text[0]; }, text.size());
  for (const std::string_view row : kRows) {
    const std::size_t first = row.find(text[0]), last = row.rfind(text[0]);
    if (first == row.npos) continue;
    take([&](std::size_t i) { return row[first + i]; }, row.size() - first);
    take([&](std::size_t i) { return row[last - i]; }, last + 1);
  }
  return most;
}

// For each place of `text`, the fewest characters of padding with which what stands before it can be written by `word`
// (or no word, if it is empty), words of the context, and runs; kNever when it cannot. The last place is the text's
// end.
using Padding = std::array<std::uint8_t, kMostJudged + 1>;
Padding padding_of(std::string_view text, std::string_view word, std::span<const std::string_view> context) {
  Padding padding;
  padding.fill(kNever);
  padding[0] = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (padding[i] > kMostPadding) continue;
    const std::string_view rest = text.substr(i);
    const auto reach = [&](std::size_t length, std::uint8_t cost) {
      padding[i + length] = std::min(padding[i + length], static_cast<std::uint8_t>(padding[i] + cost));
    };
    if (is_padding(rest[0])) reach(1, 1);
    for (std::size_t run = run_at(rest); run >= kLeastRun; --run) reach(run, 0);
    if (!word.empty() && same_word(rest.substr(0, word.size()), word)) reach(word.size(), 0);
    for (const std::string_view known : context)
      if (same_word(rest.substr(0, known.size()), known)) reach(known.size(), 0);
  }
  return padding;
}

// Whether check_password()'s pieces make up the whole text, which is in lower case.
bool made_of_pieces(std::string_view text, std::span<const std::string_view> context) {
  const Padding without = padding_of(text, {}, context);
  if (without[text.size()] <= kMostPadding) return true;
  const Folded letters(text, letter_of);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (without[i] > kMostPadding) continue;
    for (std::size_t length = kLeastWord; length <= std::min(kLongestWord, text.size() - i); ++length) {
      const std::string_view word = text.substr(i, length);
      if (!is_common_word(word) && !is_common_word(letters.view().substr(i, length))) continue;
      if (padding_of(text, word, context)[text.size()] <= kMostPadding) return true;
    }
  }
  return false;
}

// The bytes that words of the context take, the longest one first where several begin.
std::size_t bytes_of_context(std::string_view text, std::span<const std::string_view> context) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t longest = 0;
    for (const std::string_view known : context)
      if (known.size() > longest && same_word(text.substr(i, known.size()), known)) longest = known.size();
    bytes += longest;
    i += std::max<std::size_t>(longest, 1);
  }
  return bytes;
}

}  // namespace

Result<void> check_length(std::string_view password) {
  constexpr std::size_t kLeast = 15, kMost = 256;
  // What is not UTF-8 counts by bytes: it is taken as it came.
  const std::size_t length = count_code_points(password).value_or(password.size());
  if (length < kLeast) return kPasswordTooShort;
  if (length > kMost || password.size() > kMostBytes) return kPasswordTooLong;
  return {};
}

Result<void> check_password(std::string_view password, const PasswordContext& context) {
  if (auto allowed = check_length(password); !allowed) return allowed;
  const std::string_view block = block_of(password);
  if (block.size() < kLeastBlock) return kPasswordCommon;
  if (block.size() > kMostJudged) return {};
  const Folded text(block, lower);
  if (made_of_pieces(text.view(), {})) return kPasswordCommon;
  const Words words(context);
  if (bytes_of_context(text.view(), words.all()) * 2 > block.size() || made_of_pieces(text.view(), words.all()))
    return kPasswordContext;
  return {};
}

}  // namespace tenstone::auth
