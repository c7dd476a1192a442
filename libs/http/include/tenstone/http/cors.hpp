// Cross-origin requests (WHATWG Fetch §3.2): which other origins' pages may read the answers of this server.
#pragma once
#include <string>
#include <vector>

#include "tenstone/http/app.hpp"
#include "tenstone/validation/codec.hpp"

namespace tenstone::http {

// Origins as browsers send them, "https://app.example.com" or "http://localhost:5173"; as one text for settings, with
// commas between.
struct OriginList {
  std::vector<std::string> origins;
};

// True for scheme (http, https), host and port (none if it is the scheme's), all in lower case, and nothing behind it:
// other texts would never equal an Origin header.
bool is_origin(std::string_view text);

// Answers preflight requests of `origins` by itself, with the methods of the path, and names the origin on every other
// answer to one of its pages, cookies included. Any other origin gets no such header, which is a refusal: the browser
// keeps the answer from the page. Put it outside of problem_errors, so that errors can be read, too.
NamedMiddleware cors(std::vector<std::string> origins);

}  // namespace tenstone::http

namespace tenstone::validation {

// Issue: origin.
template <>
struct Codec<http::OriginList> {
  using Rules = NoRules;
  static void read(Reader& in, http::OriginList& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const http::OriginList& value);
};

}  // namespace tenstone::validation
