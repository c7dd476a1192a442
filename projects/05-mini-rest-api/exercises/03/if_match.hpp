// Exercise 03: whether a change may be made.
//
// An order of version 7 has the entity tag "7", in quotes. A client that has read it sends If-Match: "7" with its
// change. This looks for the tag anywhere in the header, and so lets changes through that must not be: W/"7" is a weak
// tag, which says "about the same", and never permits a change. Change covers() so that it reads the header as RFC 9110
// 13.1.1 and 8.8.3 define it:
//
//   If-Match   = "*" / list of entity tags, with commas and blanks between
//   entity tag = ["W/"] and a text in quotes: no quote, blank or control character in it, but commas: "a,b" is one tag
//
// "*" covers every version. A list covers a version if its strong tag is one of it. What is not of this form covers
// nothing: a change that is refused can be sent again, one that was lost cannot.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace stub {

inline bool covers(std::string_view if_match, std::int64_t version) {
  return if_match == "*" || if_match.contains('"' + std::to_string(version) + '"');
}

}  // namespace stub
