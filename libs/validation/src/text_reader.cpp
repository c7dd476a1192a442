#include <charconv>

#include "tenstone/validation/reader.hpp"

namespace tenstone::validation {
namespace {

// Pairs are an object whose values are texts; a key given more than once is an array of them. Flat: nothing nests.
// Invariants: value_ is the current text, null before the first key; key_ is the index of the pair that first gave the
// current key; next_ is the first pair not yet looked at as a key, item_ as an item.
class TextReader final : public Reader {
  using enum Read;

 public:
  TextReader(Pairs pairs, const std::string* value) : pairs_(pairs), value_(value) {}

  bool null() override { return false; }
  Read boolean(bool& out) override {
    if (!value_) return WrongType;
    if (repeated()) return Repeated;
    out = *value_ == "true" || *value_ == "1";
    return out || *value_ == "false" || *value_ == "0" ? Ok : WrongType;
  }
  Read integer(std::int64_t& out) override { return decimal(out); }
  Read integer(std::uint64_t& out) override { return decimal(out); }
  Read number(double& out) override {  // from_chars alone would take nan and inf
    return value_ && value_->find_first_not_of("-.0123456789eE") == value_->npos ? decimal(out) : WrongType;
  }
  Read string(std::string& out) override {
    if (!value_) return WrongType;
    if (repeated()) return Repeated;
    out = *value_;
    return Ok;
  }
  bool enter_object() override {
    if (value_ || entered_) return false;
    return entered_ = true;
  }
  bool next_key(std::string_view, std::string_view& key) override {
    for (; next_ < pairs_.size(); ++next_)
      if (first(next_) == next_) {
        key_ = next_++;
        key = pairs_[key_].first;
        value_ = &pairs_[key_].second;
        return true;
      }
    return false;
  }
  bool enter_array() override {
    if (!entered_ || !value_ || in_array_) return false;
    item_ = key_;
    return in_array_ = true;
  }
  bool next_item() override {
    for (; item_ < pairs_.size(); ++item_)
      if (first(item_) == key_) {
        value_ = &pairs_[item_++].second;
        return true;
      }
    return in_array_ = false;
  }
  bool find_tag(std::string_view, std::string_view&) override { return false; }
  Read raw(std::string&) override { return WrongType; }
  std::optional<Error> finish() override { return std::nullopt; }

 private:
  std::size_t first(std::size_t index) const {
    std::size_t i = 0;
    while (pairs_[i].first != pairs_[index].first) ++i;
    return i;
  }
  bool repeated() const {
    if (!entered_ || in_array_) return false;
    for (std::size_t i = next_; i < pairs_.size(); ++i)
      if (pairs_[i].first == pairs_[key_].first) return true;
    return false;
  }
  template <class N>
  Read decimal(N& out) {
    if (!value_) return WrongType;
    if (repeated()) return Repeated;
    const char* end = value_->data() + value_->size();
    const auto [stop, error] = std::from_chars(value_->data(), end, out);
    if (stop != end || error == std::errc::invalid_argument) return WrongType;
    return error == std::errc() ? Ok : OutOfRange;
  }

  Pairs pairs_;
  const std::string* value_;
  std::size_t key_ = 0, next_ = 0, item_ = 0;
  bool entered_ = false, in_array_ = false;
};

ReaderPtr make(Pairs pairs, const std::string* value) {
  return {new TextReader(pairs, value), [](Reader* done) { delete done; }};
}

}  // namespace

ReaderPtr open_pairs(Pairs pairs) { return make(pairs, nullptr); }
ReaderPtr open_text(const std::string& value) { return make({}, &value); }

}  // namespace tenstone::validation
