#pragma once
#include <string>
#include <string_view>

#include "tenstone/http/response.hpp"

namespace tenstone::http {

struct Envelope {
  std::string_view date_line;  // "Date: …\r\n"
  bool head_only = false;      // the answer to HEAD: all but the body
  bool close = false;
  bool chunked = false;          // the body follows in chunks, and not from here
  bool keep_alive_line = false;  // HTTP/1.0 wants to be told
};

// Appends the whole answer to `out`, but of one with a `content` the head alone.
void serialise(std::string& out, const Response& response, const Envelope& envelope);

}  // namespace tenstone::http
