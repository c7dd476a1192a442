// The members of a JSON object on a line, as views into it. Faster than json_schema::Document and less strict: values
// that are no strings are not looked into, since a log that is a little wrong is to be read as well.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::log_view {

struct JsonMember {
  std::string_view key, value;  // without quotes, still escaped; what is no string is JSON as it stands there
  bool is_string = false;
  bool is_escaped = false;  // `value` holds a backslash
};

// Takes the members of an object one after the other.
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view text) : text_(text) {}

  bool open();                              // false: the text begins with no object
  bool next(JsonMember& out);               // false: there is no other one, or a fault
  bool is_whole() const { return ended_; }  // the object was closed, and only white space follows

 private:
  void skip_space();
  bool take(char c);
  bool string(std::string_view& out, bool& escaped);
  bool nested(std::string_view& out);
  bool end();

  std::string_view text_;
  std::size_t at_ = 0;
  bool first_ = true, ended_ = false;
};

// The text of a JSON string without its quotes; `escaped` itself where it is none.
std::string unescape(std::string_view escaped);

// The value of a member of the object `json`: "b" of {"b":…}; "b.c" also of {"b":{"c":…}}. Escaped as it stands there.
std::optional<std::string_view> find_member(std::string_view json, std::string_view path);

}  // namespace tenstone::log_view
