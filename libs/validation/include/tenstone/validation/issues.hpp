// What is wrong with an input, place by place. Values are never repeated in a message: they may be secret.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/error.hpp"
#include "tenstone/validation/reader.hpp"

namespace tenstone::validation {

// Where we are: a chain on the stack, turned into a JSON Pointer (RFC 6901) only when something is wrong.
struct At {
  const At* parent = nullptr;
  std::string_view key = {};
  std::ptrdiff_t index = -1;  // of an array's item
  std::string pointer() const;
};

// Collects up to 32 issues and counts the rest. One object can serve all parts of a request, so that the limit holds
// for their sum: within() names the part that follows.
class Issues {
 public:
  static constexpr std::size_t kMost = 32;

  explicit Issues(std::string_view in) : in_(in) {}
  void within(std::string_view in) { in_ = in; }  // "body", "query", "path", "header": must outlive this

  // `params`: the rule's own values by JSON Schema's keywords, a JSON object; "": none.
  void add(const At& at, std::string_view code, std::string_view message, std::string params = {});
  // True when the read went well; else the issue is noted. Inline because Ok is hot.
  bool accept(Reader::Read read, std::string_view expected, const At& at) {
    return read == Reader::Read::Ok || refuse(read, expected, at);
  }

  std::size_t count() const { return count_; }       // also those beyond the limit
  bool truncated() const { return count_ > kMost; }  // there were more than the list shows
  const std::vector<Issue>& list() const { return list_; }
  Error error() &&;  // validation_failed with the list

 private:
  bool refuse(Reader::Read read, std::string_view expected, const At& at);

  std::string_view in_;
  std::vector<Issue> list_;
  std::size_t count_ = 0;
};

// Gives each issue of a JSON text its line and column: those of the value at its pointer, of the key when that is
// unknown or repeated, and of the innermost value on the way when there is none, such as the object that lacks a
// member. The text must have been read to its end without an error of syntax. Walks it once.
void add_places(std::string_view text, std::vector<Issue>& issues);

}  // namespace tenstone::validation
