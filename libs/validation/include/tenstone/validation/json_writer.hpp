// JSON as text: the pieces from which codecs write. Each appends to `out`.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenstone::validation {

// Valid JSON for any bytes: what is no UTF-8 becomes U+FFFD, one for each bad byte.
void write_string(std::string& out, std::string_view text);
void write_number(std::string& out, std::int64_t value);
void write_number(std::string& out, std::uint64_t value);
void write_number(std::string& out, double value);       // shortest form; throws std::domain_error for NaN and infinity
void write_key(std::string& out, std::string_view key);  // with a comma before it, unless it is the object's first

// An object made member by member, kept in their order. A name that is set again gets the new value.
class JsonObject {
 public:
  JsonObject& set(std::string_view name, std::string json);       // `json` is JSON already
  JsonObject& say(std::string_view name, std::string_view text);  // a text
  const std::string* find(std::string_view name) const;           // nullptr: there is none
  bool empty() const { return members_.empty(); }
  std::string json() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};
// "[a,b]" of values that are JSON already.
std::string json_array(const std::vector<std::string>& values);

}  // namespace tenstone::validation
