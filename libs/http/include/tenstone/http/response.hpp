#pragma once
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/error.hpp"
#include "tenstone/http/content.hpp"

namespace tenstone::http {

// Move-only. The server adds Date, Content-Length and Connection; do not set them. To a 401 without WWW-Authenticate it
// adds the challenge `Bearer realm="tenstone"`, to every answer X-Content-Type-Options: nosniff. An answer without
// Cache-Control gets one when its request has Authorization, Cookie or X-API-Key, or when it sets a cookie: no-store,
// or with an ETag private, no-cache.
struct Response {
  Response() = default;
  explicit Response(int with_status) : status(with_status) {}

  int status = 200;
  std::string body = {};
  // In place of `body`, for what is made while it is sent (content.hpp). To HEAD goes its Content-Length alone.
  std::unique_ptr<Content> content = {};

  // Sets it, in place of all of that name. Throws std::invalid_argument when `name` is not a token or `value` holds a
  // control character: nobody gets a line break into a header.
  Response& header(std::string_view name, std::string_view value);
  // One more of that name (Set-Cookie).
  Response& add_header(std::string_view name, std::string_view value);
  std::optional<std::string_view> header(std::string_view name) const;
  std::string_view header_lines() const { return {lines_.data(), lines_.size()}; }

  // In bytes, of `body` or `content`. nullopt: nobody knows it beforehand.
  std::optional<std::uint64_t> body_size() const { return content ? content->size() : body.size(); }

  bool is_problem() const { return problem_; }
  std::string_view problem_code() const;  // "" if it is none; a view into the body
  // Puts "request_id" into the body of a problem.
  void name_request(std::string_view id);

 private:
  friend Response problem(const Error& error);
  void append_line(std::string_view name, std::string_view value);
  fmt::basic_memory_buffer<char, 256> lines_;  // "Name: value\r\n", ready to be sent
  bool problem_ = false;
};

Response text(std::string body, int status = 200);     // text/plain; charset=utf-8
Response json(std::string written, int status = 200);  // `written` is JSON already

// application/problem+json (RFC 9457): type, title, status, code, and errors[], the type's own members and Retry-After
// where the error has them. A 429 is not to be stored. Its `detail` stays here.
Response problem(const Error& error);
int status_of(const Error& error);

}  // namespace tenstone::http
