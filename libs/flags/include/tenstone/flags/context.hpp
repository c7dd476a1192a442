// Evaluation contexts (OpenFeature): the attributes of a user or a request, which rules compare. Pure.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/flags/errors.hpp"

namespace tenstone::flags {

inline constexpr std::size_t kMaxContextBytes = 64 * 1024, kMaxContextDepth = 8;
inline constexpr std::size_t kMaxAttributes = 1'000;  // with the items of lists

// The number of an attribute's path (FNV-1a, 64 bits): rules find attributes by it and compare no names. Two paths have
// one number only in a context that was made for this purpose, and its author can set the other attribute anyway.
std::uint64_t path_hash(std::string_view path);

struct Attribute {
  enum class Kind : std::uint8_t { Null, Boolean, Number, Text, List };
  Kind kind = Kind::Null;
  bool truth = false;
  double number = 0;
  std::string_view text;
  std::uint32_t first = 0, count = 0;  // List: its items, see Context::items()
};

// Immutable. Parsed once, then used for any number of flags. Its texts are in one piece of memory of its own.
class Context {
 public:
  Context() = default;  // no attribute
  // Of texts, by path. Of two with one path the first counts.
  using Text = std::pair<std::string_view, std::string_view>;
  static Context of(std::span<const Text> attributes);
  static Context of(std::initializer_list<Text> attributes) {
    return of(std::span(attributes.begin(), attributes.size()));
  }
  // Only a targeting key.
  explicit Context(std::string_view targeting_key);

  // A JSON object. "targetingKey", where there is one, is a text. Members of nested objects are attributes by their
  // path, "user.age"; so is a member whose own name has dots. Lists of plain values are attributes; what is in a list
  // besides is ignored. Numbers are doubles.
  //
  // Error: invalid_context (no JSON object, a limit, two attributes of one path, a targetingKey that is no text).
  static Result<Context> parse(std::string_view json);
  // The member "context" of a JSON object, as OFREP's requests have it; other members are skipped. No attribute: the
  // text is empty, or there is no such member, or it is null. Errors: as parse(); invalid_json and the others of a text
  // that is no JSON (validation/errors.hpp).
  static Result<Context> parse_request(std::string_view json);

  // nullptr: there is none.
  const Attribute* find(std::uint64_t path) const;
  std::span<const Attribute> items(const Attribute& list) const {
    return std::span(items_).subspan(list.first, list.count);
  }
  // nothing: there is none, or it is "".
  std::optional<std::string_view> targeting_key() const;
  // Equal attributes give equal ones, whatever their order in the JSON. Two contexts have one by chance only, or when
  // they were made for this purpose.
  std::uint64_t fingerprint() const;

 private:
  friend class ContextReader;
  std::unique_ptr<char[]> texts_;
  // By path; paths_[i] is the one of attributes_[i].
  std::vector<std::uint64_t> paths_;
  std::vector<Attribute> attributes_;
  std::vector<Attribute> items_;
};

}  // namespace tenstone::flags
