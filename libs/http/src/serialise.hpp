#pragma once
#include <string>
#include <string_view>

#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::http {

struct Envelope {
  std::string_view date_line;  // "Date: …\r\n"
  bool head_only = false;      // the answer to HEAD: all but the body
  bool close = false;
  bool chunked = false;          // the body follows in chunks, and not from here
  bool keep_alive_line = false;  // HTTP/1.0 wants to be told
  bool credentials = false;      // the request showed some, so the answer may hold what belongs to one person
};

// Whether the request has a header that says who asks: Authorization, Cookie or X-API-Key.
bool shows_credentials(const Request& request);

// Every answer passes here, so these headers hold for all. X-Content-Type-Options: nosniff; to a 401 a challenge; and
// where the answer has no Cache-Control of its own and the request showed credentials or the answer sets a cookie:
// no-store, or private, no-cache when it has an ETag that a client may ask by.
//
// Appends the whole answer to `out`, but of one with a `content` the head alone.
void serialise(std::string& out, const Response& response, const Envelope& envelope);

}  // namespace tenstone::http
