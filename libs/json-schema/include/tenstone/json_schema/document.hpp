// A JSON text in memory, exact: numbers keep every digit, and a fault is told with its line and column. For texts that
// are checked by a schema that is data (json_schema.hpp); what has a C++ type is read by parse.hpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/validation/errors.hpp"
#include "tenstone/validation/json_fault.hpp"

namespace tenstone::json_schema {

inline const ErrorCode kDuplicateKey{ErrorKind::Invalid, "duplicate_key", "A JSON object gives a key more than once"};
inline const ErrorCode kLimitNesting{ErrorKind::Invalid, "limit_nesting", "The JSON nests deeper than is allowed here"};
inline const ErrorCode kLimitExponent{ErrorKind::Invalid, "limit_exponent",
                                      "The exponent of a JSON number has more than 9 digits"};

enum class Kind : std::uint8_t { Null, False, True, Number, LongNumber, String, Array, Object };

// One value, or the key of a member: an entry of the document's tape. The entries of an array's items follow it, those
// of an object are key, value, key, value. So `this + 1` is the first item or key, and next() is what follows a value.
//
// A Number is coefficient * 10^exponent, and has at most 18 digits. A LongNumber is its digits, with a '-' before them
// if it is below 0, times 10^exponent. Neither has zeros at the end, and 0 is {0, 0}: equal numbers have equal entries.
struct Node {
  union {
    const char* text;          // of a String, a key, a LongNumber
    std::int64_t coefficient;  // of a Number
  };
  std::uint32_t size;  // bytes of `text`, items of an Array, members of an Object
  union {
    std::int32_t exponent;  // of a Number, a LongNumber
    std::uint32_t hash;     // of a key: hash_text() of it
    std::uint32_t span;     // entries of an Array or Object, itself included
  };
  std::uint32_t offset;  // of its first byte in the text
  Kind kind;

  bool is_container() const { return kind >= Kind::Array; }
  std::string_view view() const { return {text, size}; }
  const Node* next() const { return this + (is_container() ? span : 1); }
  const Node* find(std::string_view key) const;  // the value of an Object's member; nullptr: none. Linear.
};

using validation::position_in;
using validation::TextPosition;

// What is wrong with a text, and the byte at which it is.
struct TextFault {
  const ErrorCode* code;
  std::size_t offset;
  std::string message;  // without the place: "expected ',' or ']'"
};

// Keeps its memory for the next text. Moving it keeps the nodes where they are.
class Document {
 public:
  static constexpr std::size_t kDeepest = 128;

  // Copies the text. Any value may be the root. The text may have up to 4 GiB; it takes up to 13 times its size.
  // Errors: invalid_json, duplicate_key, limit_nesting, limit_exponent, each with its place in the message and as the
  // members "line" and "column".
  Result<void> parse(std::string_view text, std::size_t deepest = kDeepest);
  // The same for who tells the place in his own way. nullopt: the text was parsed.
  std::optional<TextFault> read(std::string_view text, std::size_t deepest = kDeepest);

  // Of the last text that was parsed without an error. Valid until the next parse().
  const Node& root() const { return nodes_.front(); }

 private:
  friend class Parser;
  std::string text_;  // strings are unescaped in their place
  std::vector<Node> nodes_;
};

// The value that a JSON Pointer (RFC 6901) leads to. Where it leads nowhere, the innermost value on its way: for the
// place of what is missing. Linear in the members and items on the way.
const Node& nearest(const Node& root, std::string_view pointer);

std::uint64_t hash_text(std::string_view text);  // another one in each process
// The value as JSON on one line, numbers without their trailing zeros.
void write_json(std::string& out, const Node& value);

}  // namespace tenstone::json_schema
