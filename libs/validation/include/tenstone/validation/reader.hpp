// The one door to input: a schema reads through a Reader and does not know what stands behind it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "tenstone/core/error.hpp"

namespace tenstone::validation {

// Of a JSON document, as ErrorCodes in errors.hpp. Keys and depth hold everywhere; items and characters of a value that
// a schema reads are the schema's (rules.hpp has the same numbers as defaults), of any other value these.
inline constexpr std::size_t kMaxDepth = 32;
inline constexpr std::size_t kMaxKeys = 1'000;
inline constexpr std::size_t kMaxKeyBytes = 200;  // of a map's key, and of an unknown one that an issue may name
inline constexpr std::size_t kMaxItems = 10'000;
inline constexpr std::size_t kMaxCharacters = 64 * 1024;

// A pull cursor that stands on one value. A read that answers WrongType leaves the value unread; whatever is left
// unread is walked and checked by the next next_key() or next_item(), so a text that ends well is well-formed
// throughout, skipped parts too. After a syntax error every call answers "no more" or WrongType: callers check nothing
// until finish(). Neither suspends nor blocks; used by one thread.
class Reader {
 public:
  enum class Read : std::uint8_t { Ok, WrongType, OutOfRange, Repeated };

  virtual ~Reader() = default;
  virtual bool null() = 0;  // consumes a null, if it is one
  virtual Read boolean(bool& out) = 0;
  virtual Read integer(std::int64_t& out) = 0;  // JSON: 1.0 and 1e3 are integers, 1.5 and "1" are not. Exact
  virtual Read integer(std::uint64_t& out) = 0;
  virtual Read number(double& out) = 0;       // the nearest one, always finite; OutOfRange: there is none
  virtual Read string(std::string& out) = 0;  // JSON: valid UTF-8 without U+0000
  virtual bool enter_object() = 0;
  // False: the object ended and is left. In an object that follows its schema, `expected` itself is handed back.
  virtual bool next_key(std::string_view expected, std::string_view& key) = 0;
  virtual bool enter_array() = 0;
  virtual bool next_item() = 0;  // false: the array ended and is left
  // In an object just entered: the string under the first key `tag`, wherever that stands; then back to the start of
  // the object. The tag's own value must be left unread afterwards. `value` lives as long as the reader.
  virtual bool find_tag(std::string_view tag, std::string_view& value) = 0;
  // Any value as its own JSON text on one line, checked throughout. Repeated: an object in it gives a key twice.
  virtual Read raw(std::string& out) = 0;
  // nullopt: one well-formed value and nothing else. invalid_json has its place in the message and as the members
  // "line" and "column".
  virtual std::optional<Error> finish() = 0;
};

using ReaderPtr = std::unique_ptr<Reader, void (*)(Reader*)>;
using Pairs = std::span<const std::pair<std::string, std::string>>;

// Strict JSON. Copies the text once, into a padded buffer that the thread keeps for its next document.
ReaderPtr open_json(std::string_view text);
// A decoded query, form or table of settings, in order; lax: true/false/1/0 and decimals are texts. A key given more
// than once is an array, or Repeated. Quadratic in the pairs: the caller bounds them (128 in a query). The pairs must
// outlive the reader.
ReaderPtr open_pairs(Pairs pairs);
// One text, as lax. It must outlive the reader.
ReaderPtr open_text(const std::string& value);

}  // namespace tenstone::validation
