// Traps of simdjson 3.0 that shape this file: get_value() on a document does not check that its root is closed (so the
// root goes through get_object/get_array); skipped values are not validated (so they are walked); a string or key may
// be unescaped only once, or the parser's string buffer overruns; a simdjson_result used as a bool throws.
#define SIMDJSON_EXCEPTIONS 0
#include <algorithm>
#include <array>
#include <cmath>
#include <simdjson.h>
#include <vector>

#include "json_bytes.hpp"
#include "json_number.hpp"
#include "tenstone/validation/errors.hpp"
#include "tenstone/validation/json_fault.hpp"
#include "tenstone/validation/reader.hpp"

namespace tenstone::validation {
namespace ondemand = simdjson::ondemand;
namespace {

constexpr std::string_view kJsonSpace = " \t\r\n";
constexpr std::uint64_t kMaxDigits = 400;
constexpr std::size_t kLargestKept = 1024 * 1024;  // bytes of a document whose buffers the thread keeps

// Invariants:
// * pending_: value_ (at depth 0: the document) is not yet consumed.
// * frames_[0..depth_) are open. The value stands in frames_[depth_ - 1].
// * problem_ once set stays, and pending_ is false from then on.
class JsonReader final : public Reader {
  using enum Read;

 public:
  void open(std::string_view text) {
    depth_ = 0;
    pending_ = true;
    problem_ = nullptr;
    size_ = text.size();
    escapes_ = text.contains('\\');
    text_.assign(text).append(simdjson::SIMDJSON_PADDING, ' ');
    start_ = std::min(text.find_first_not_of(kJsonSpace), size_);
    if (parser_.iterate(text_.data(), size_, text_.size()).get(document_))  // bad UTF-8 too
      broken(kInvalidJson);
    else if (text_[start_] != '{' && text_[start_] != '[')
      broken(std::string_view("\"-0123456789tfn").contains(text_[start_]) ? kJsonRoot : kInvalidJson);
    else if (escapes_ && holds_nul_escape(text))
      broken(kNulCharacter);
  }
  bool worth_keeping() const { return text_.capacity() <= kLargestKept; }

  bool null() override {
    bool yes = false;
    if (!on_value() || value_.is_null().get(yes) || !yes) return false;
    pending_ = false;
    return true;
  }
  Read boolean(bool& out) override { return on_value() ? settle(value_.get_bool().get(out)) : WrongType; }
  Read integer(std::int64_t& out) override { return whole(out); }
  Read integer(std::uint64_t& out) override { return whole(out); }
  Read number(double& out) override {
    if (!on_value()) return WrongType;
    const auto error = value_.get_double().get(out);
    JsonNumber number;
    if (!error || error == simdjson::INCORRECT_TYPE || !is_number() || !scan(number)) return settle(error);
    pending_ = false;
    return OutOfRange;
  }
  Read string(std::string& out) override {
    if (!on_value()) return WrongType;
    if (!escapes_) return string_as_written(out);
    std::string_view view;
    const Read read = settle(value_.get_string().get(view));
    if (read == Ok) out.assign(view);
    return read;
  }

  bool enter_object() override {
    if (!can_enter('{')) return false;
    Frame& frame = frames_[depth_];
    const auto error = depth_ == 0 ? document_.get_object().get(frame.object) : value_.get_object().get(frame.object);
    if (error || frame.object.begin().get(frame.member)) return broken(kInvalidJson);
    return enter();
  }
  bool next_key(std::string_view expected, std::string_view& key) override {
    if (pending_) walk();
    if (problem_) return false;
    Frame& frame = frames_[depth_ - 1];
    if (frame.count++ > 0) ++frame.member;
    if (frame.member == frame.member) return leave();  // simdjson's spelling of "at the end"
    if (frame.count > kMaxKeys) return broken(kLimitKeys);
    ondemand::field field;
    if ((*frame.member).get(field)) return broken(kInvalidJson);
    if (same(field.key().raw(), expected))  // fields in schema order: nothing to unescape
      key = expected;
    else if (field.unescaped_key().get(key))
      return broken(kInvalidJson);
    value_ = field.value();
    return pending_ = true;
  }
  bool enter_array() override {
    if (!can_enter('[')) return false;
    Frame& frame = frames_[depth_];
    ondemand::array array;
    const auto error = depth_ == 0 ? document_.get_array().get(array) : value_.get_array().get(array);
    if (error || array.begin().get(frame.item)) return broken(kInvalidJson);
    return enter();
  }
  bool next_item() override {
    if (pending_) walk();
    if (problem_) return false;
    Frame& frame = frames_[depth_ - 1];
    if (frame.count++ > 0) ++frame.item;
    if (frame.item == frame.item) return leave();
    if ((*frame.item).get(value_)) return broken(kInvalidJson);
    return pending_ = true;
  }

  bool find_tag(std::string_view tag, std::string_view& value) override {
    Frame& frame = frames_[depth_ - 1];
    for (; frame.member != frame.member; ++frame.member) {
      ondemand::field field;
      if ((*frame.member).get(field)) return broken(kInvalidJson);
      if (!same(field.key().raw(), tag)) continue;
      ondemand::value found = field.value();
      const char* place = found.raw_json_token().data();
      if (!found.get_string().get(value)) frame.tag = place;
      break;
    }
    if (frame.object.reset().error() || frame.object.begin().get(frame.member)) return broken(kInvalidJson);
    return frame.tag != nullptr;
  }

  Read raw(std::string& out) override {
    if (!pending_) return WrongType;
    if (on_value() && is_number()) return raw_number(out);
    const char* begin = depth_ > 0 ? value_.raw_json_token().data() : text_.data() + start_;
    bool unique = true;
    walk(&unique);
    const char* end = text_.data() + size_;
    if (problem_) return WrongType;
    if (const char* next = nullptr; !document_.current_location().get(next)) end = next;
    std::size_t size = static_cast<std::size_t>(end - begin);
    out.resize(size + simdjson::SIMDJSON_PADDING);  // minify stores whole registers
    if (simdjson::minify(begin, size, out.data(), size)) {
      broken(kInvalidJson);
      return WrongType;
    }
    out.resize(size);
    return unique ? Ok : Repeated;
  }

  std::optional<Error> finish() override {
    if (pending_) walk();
    if (!problem_ && document_.current_location().error() != simdjson::OUT_OF_BOUNDS) broken(kInvalidJson);
    if (!problem_) return std::nullopt;
    const std::string_view text(text_.data(), size_);
    const auto fault = problem_ == &kInvalidJson ? find_json_fault(text) : std::nullopt;
    return fault ? error_at(kInvalidJson, text, fault->offset, fault->message) : Error(*problem_);
  }

 private:
  struct Frame {
    ondemand::object object;
    ondemand::object_iterator member;
    ondemand::array_iterator item;
    std::size_t count;  // keys or items handed out, and the end
    const char* tag;    // where the tag's value stands: it is unescaped already
  };

  bool broken(const ErrorCode& code) {
    if (!problem_) problem_ = &code;
    return pending_ = false;
  }
  bool on_value() const { return pending_ && depth_ > 0; }
  Read settle(simdjson::error_code error) {
    if (error == simdjson::INCORRECT_TYPE) return WrongType;
    if (error) broken(kInvalidJson);
    pending_ = false;
    return error ? WrongType : Ok;
  }
  // Of a text without a backslash. simdjson has seen already that it is UTF-8 without control characters.
  Read string_as_written(std::string& out) {
    const std::string_view token = value_.raw_json_token();  // with the space behind it
    ondemand::raw_json_string begin;
    const Read read = settle(value_.get_raw_json_string().get(begin));
    if (read == Ok) out.assign(token.data() + 1, token.rfind('"') - 1);
    return read;
  }
  bool is_number() {
    const char first = value_.raw_json_token().front();
    return first == '-' || is_digit(first);
  }
  bool scan(JsonNumber& out) {
    std::string_view token = value_.raw_json_token();  // with the space behind it
    return take_number(token, out).empty() && token.find_first_not_of(kJsonSpace) == token.npos;
  }
  template <class N>
  Read whole(N& out) {
    if (!on_value()) return WrongType;
    if (!value_.get<N>().get(out)) {
      pending_ = false;
      return Ok;
    }
    JsonNumber number;  // the slow path: 1.0, 1e3, too large, no number at all
    if (!is_number()) return WrongType;
    if (!scan(number)) return settle(simdjson::NUMBER_ERROR);
    const Whole fits = to_whole(number, out);
    if (fits == Whole::HasFraction) return WrongType;
    pending_ = false;
    return fits == Whole::Yes ? Ok : OutOfRange;
  }
  // A number is not read away, since simdjson knows no larger ones than doubles: its container steps over it.
  void walk_number() {
    JsonNumber number;
    if (!scan(number))
      broken(kInvalidJson);
    else if (written_out(number) > kMaxDigits)
      broken(kLimitNumber);
    pending_ = false;
  }
  Read raw_number(std::string& out) {
    std::string_view token = value_.raw_json_token();
    walk_number();
    if (problem_) return WrongType;
    out.assign(token.substr(0, token.find_last_not_of(kJsonSpace) + 1));
    return Ok;
  }

  bool can_enter(char bracket) {
    if (!pending_ || (depth_ > 0 ? value_.raw_json_token()[0] : text_[start_]) != bracket) return false;
    return depth_ < kMaxDepth || broken(kLimitDepth);
  }
  bool enter() {
    frames_[depth_].count = 0;
    frames_[depth_].tag = nullptr;
    ++depth_;
    pending_ = false;
    return true;
  }
  bool leave() {
    --depth_;
    return false;
  }

  // Reads the pending value away, checking all of it. `unique`, where given, turns false if any object gives a key
  // twice. The keys live in the parser's string buffer.
  void walk(bool* unique = nullptr) {
    if (enter_object()) {
      std::vector<std::string_view> keys;
      for (std::string_view key; next_key("", key); walk(unique))
        if (unique) keys.push_back(key);
      std::ranges::sort(keys);
      if (std::ranges::adjacent_find(keys) != keys.end()) *unique = false;
    } else if (enter_array()) {
      for (; next_item(); walk(unique))
        if (frames_[depth_ - 1].count > kMaxItems) broken(kLimitItems);
    } else {
      walk_scalar();
    }
  }
  void walk_scalar() {
    bool flag = false;
    if (on_value() && frames_[depth_ - 1].tag == value_.raw_json_token().data()) pending_ = false;
    if (on_value() && is_number()) return walk_number();
    if (!on_value() || null() || boolean(flag) == Ok || !on_value()) return;
    std::string_view view;
    if (value_.get_string().get(view))
      broken(kInvalidJson);
    else if (view.size() > kMaxCharacters)
      broken(kLimitString);
    pending_ = false;
  }

  ondemand::parser parser_;
  std::string text_;
  std::size_t size_ = 0, start_ = 0;
  ondemand::document document_;
  ondemand::value value_;
  std::array<Frame, kMaxDepth> frames_;
  std::size_t depth_ = 0;
  bool pending_ = true;
  bool escapes_ = false;  // the text holds a backslash
  const ErrorCode* problem_ = nullptr;
};

// A parser is costly to build. A reader opened while another one lives gets a fresh one.
thread_local std::unique_ptr<JsonReader> spare;

}  // namespace

ReaderPtr open_json(std::string_view text) {
  std::unique_ptr<JsonReader> reader = spare ? std::move(spare) : std::make_unique<JsonReader>();
  reader->open(text);
  return {reader.release(), [](Reader* done) {
            std::unique_ptr<JsonReader> used(static_cast<JsonReader*>(done));
            if (used->worth_keeping()) spare = std::move(used);
          }};
}

}  // namespace tenstone::validation
