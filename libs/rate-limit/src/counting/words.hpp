#pragma once
#include <array>
#include <boost/container/small_vector.hpp>
#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tenstone::rate_limit {

// The words of a command, one behind the other in one text.
class Words {
 public:
  Words() { text_.reserve(256); }
  void add(std::string_view word) {
    text_ += word;
    end();
  }
  void add(std::int64_t number) {
    std::array<char, 20> digits;
    const auto [stop, error] = std::to_chars(digits.begin(), digits.end(), number);
    add(std::string_view(digits.begin(), stop));
  }
  // To append a word to; end() ends it.
  std::string& text() { return text_; }
  void end() { ends_.push_back(text_.size()); }

  // Look at this, until the next word is added.
  std::span<const std::string_view> views() {
    views_.clear();
    std::size_t begin = 0;
    for (const std::size_t stop : ends_) {
      views_.push_back(std::string_view(text_).substr(begin, stop - begin));
      begin = stop;
    }
    return views_;
  }

 private:
  std::string text_;
  boost::container::small_vector<std::size_t, 24> ends_;
  boost::container::small_vector<std::string_view, 24> views_;
};

}  // namespace tenstone::rate_limit
