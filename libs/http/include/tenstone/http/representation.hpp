// What a request gets of something that has a size and an entity tag: all of it, a part, or an answer that it has it
// already. Conditional requests and ranges, RFC 9110 §13 and §14.
//
//   const Representation current{.size = file.size, .etag = file.etag};
//   const Selection selected = select(request, current);
//   Response response = answer(selected, current);
//   if (selected.has_body()) response.content = file_content(…, selected.offset, selected.length, …);
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::http {

struct Representation {
  std::uint64_t size = 0;             // bytes
  std::string_view etag = {};         // with its quotes, perhaps W/
  std::optional<Time> modified = {};  // to the second
};

// `modified`, unless that is less than 2 s ago: Last-Modified must not be later than the answer's Date (RFC 9110
// §8.8.2.1), which is a second behind at times, and what changes twice within a second has one date.
std::optional<Time> settled(Time modified, Time now);

struct Selection {
  int status = 200;                      // 200, 206, 304, 412 or 416
  std::uint64_t offset = 0, length = 0;  // of the bytes to send; of 304, 412 and 416 none

  bool has_body() const { return status == 200 || status == 206; }
};

// By If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since, and for GET by Range and If-Range, in the order
// of RFC 9110 §13.2.2. A Range that is malformed, that has several parts or another unit than bytes is as none, which
// §14.2 allows: the answer is whole.
Selection select(const Request& request, const Representation& current);

// Status, ETag, Last-Modified, Accept-Ranges and Content-Range. 412 and 416 are problems: precondition_failed,
// range_not_satisfiable. The caller adds Content-Type, and where has_body() the bytes.
Response answer(const Selection& selected, const Representation& current);

// Both, for bytes in memory.
Response answer(const Request& request, const Representation& current, std::string_view bytes);

// Whether If-Match and If-None-Match let a PUT or DELETE go on, where `etag` is that of what stands there; nullopt:
// nothing does. Otherwise the answer is 412 precondition_failed.
bool may_write(const Request& request, std::optional<std::string_view> etag);

}  // namespace tenstone::http
