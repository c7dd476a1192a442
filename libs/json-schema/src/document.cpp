// A strict reader of RFC 8259 that keeps numbers exact. simdjson's tape has them as doubles, and its On-Demand walk
// does not say where a text is wrong.
#define SIMDJSON_EXCEPTIONS 0
#include "tenstone/json_schema/document.hpp"

#include <algorithm>
#include <simdjson.h>

#include "scanner.hpp"
#include "value.hpp"

namespace tenstone::json_schema {
namespace {

constexpr std::size_t kPadding = 16;  // readable behind the text; also keeps it on the heap, where a move leaves it

}  // namespace

// Invariant: nodes_ of a container that is open has its size and span set when it is closed.
class Parser : public Scanner {
 public:
  Parser(Document& out, std::size_t size, std::size_t deepest)
      : Scanner(out.text_.data(), size), nodes_(out.nodes_), deepest_(deepest) {}

  bool document() {
    space();
    if (!value(0)) return false;
    space();
    return p_ == end_;
  }

 private:
  void space() {
    if (static_cast<unsigned char>(*p_) > ' ') return;
    while (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t') ++p_;
  }
  Node& add(Kind kind) {
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.offset = static_cast<std::uint32_t>(offset());
    return node;
  }

  bool value(std::size_t depth) {
    switch (*p_) {
      case '"': return string(add(Kind::String));
      case '{': return object(depth);
      case '[': return array(depth);
      case 't': return literal("true", Kind::True);
      case 'f': return literal("false", Kind::False);
      case 'n': return literal("null", Kind::Null);
      default: return (*p_ == '-' || is_digit(*p_)) && number(add(Kind::Number));
    }
  }

  bool literal(std::string_view word, Kind kind) {
    if (static_cast<std::size_t>(end_ - p_) < word.size() || std::string_view(p_, word.size()) != word) return false;
    add(kind);
    p_ += word.size();
    return true;
  }

  bool array(std::size_t depth) {
    if (depth == deepest_) return fault(kLimitNesting, p_);
    const std::size_t self = nodes_.size();
    add(Kind::Array);
    std::uint32_t count = 0;
    ++p_;
    space();
    if (*p_ == ']') return close(self, 0);
    while (true) {
      if (!value(depth + 1)) return false;
      ++count;
      space();
      if (*p_ == ']') return close(self, count);
      if (*p_ != ',') return false;
      ++p_;
      space();
    }
  }

  bool object(std::size_t depth) {
    if (depth == deepest_) return fault(kLimitNesting, p_);
    const std::size_t self = nodes_.size();
    add(Kind::Object);
    std::uint32_t count = 0;
    std::uint64_t seen = 0;
    bool unsure = false;  // whether a key behind the first kFew is given twice
    ++p_;
    space();
    if (*p_ == '}') return close(self, 0);
    while (true) {
      if (*p_ != '"') return false;
      Node& key = add(Kind::String);
      if (!string(key)) return false;
      key.hash = static_cast<std::uint32_t>(hash_text(key.view()));
      const std::uint64_t bit = std::uint64_t{1} << (key.hash % 64);
      if ((seen & bit) != 0) {
        if (count < kFew && is_given(self, key)) return fault(kDuplicateKey, begin_ + key.offset);
        unsure |= count >= kFew;
      }
      seen |= bit;
      space();
      if (*p_ != ':') return false;
      ++p_;
      space();
      if (!value(depth + 1)) return false;
      ++count;
      space();
      if (*p_ == '}') return close(self, count) && (!unsure || keys_differ(self));
      if (*p_ != ',') return false;
      ++p_;
      space();
    }
  }

  bool close(std::size_t self, std::uint32_t count) {
    ++p_;
    nodes_[self].size = count;
    nodes_[self].span = static_cast<std::uint32_t>(nodes_.size() - self);
    return true;
  }

  // Whether a key in front of `key` in the object `self` is the same.
  bool is_given(std::size_t self, const Node& key) const {
    for (const Node* each = &nodes_[self] + 1; each != &key; each = each[1].next())
      if (each->hash == key.hash && same_text(*each, key)) return true;
    return false;
  }
  bool keys_differ(std::size_t self) {
    std::vector<const Node*> keys;
    keys.reserve(nodes_[self].size);
    const Node* end = nodes_[self].next();
    for (const Node* key = &nodes_[self] + 1; key != end; key = key[1].next()) keys.push_back(key);
    std::ranges::sort(keys, [](const Node* a, const Node* b) {
      return a->hash != b->hash ? a->hash < b->hash : a->view() < b->view();
    });
    const auto same = [](const Node* a, const Node* b) { return a->hash == b->hash && a->view() == b->view(); };
    const auto twice = std::ranges::adjacent_find(keys, same);
    return twice == keys.end() || fault(kDuplicateKey, begin_ + std::max(twice[0]->offset, twice[1]->offset));
  }

  static constexpr std::uint32_t kFew = 32;

  std::vector<Node>& nodes_;
  const std::size_t deepest_;
};

std::optional<TextFault> Document::read(std::string_view text, std::size_t deepest) {
  if (text.size() >= UINT32_MAX) return TextFault{&kInvalidJson, 0, "the text has 4 GiB or more"};
  nodes_.clear();
  text_.resize(text.size() + kPadding);
  std::copy(text.begin(), text.end(), text_.begin());
  std::fill(text_.end() - kPadding, text_.end(), '\0');
  Parser parser(*this, text.size(), deepest);
  if (simdjson::validate_utf8(text.data(), text.size()) && parser.document()) return std::nullopt;
  if (const ErrorCode& code = parser.code(); &code != &kInvalidJson)
    return TextFault{&code, parser.offset(), std::string(code.meaning())};
  auto fault = validation::find_json_fault(text).value();
  return TextFault{&kInvalidJson, fault.offset, std::move(fault.message)};
}

Result<void> Document::parse(std::string_view text, std::size_t deepest) {
  const auto fault = read(text, deepest);
  if (!fault) return {};
  return validation::error_at(*fault->code, text, fault->offset, fault->message);
}

}  // namespace tenstone::json_schema
