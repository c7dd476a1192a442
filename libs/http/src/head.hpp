// The head of a request: from bytes to what the rest of the server may rely on. In this order:
// HeadScanner (lines), parse_head (grammar, by llhttp), check_framing (policy).
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/http/limits.hpp"
#include "tenstone/http/method.hpp"

namespace tenstone::http {

// Finds the end of a head, byte by byte as it arrives, and refuses what llhttp would let through or wait for: bare CR
// or LF, control characters, folded lines, what is over a limit.
class HeadScanner {
 public:
  explicit HeadScanner(const Limits& limits) : limits_(limits) {}
  // `text` is everything since the head's first byte; it only grows between two calls. 0: more is needed; else the
  // length of the head, its blank line included.
  Result<std::size_t> scan(std::string_view text);
  void reset() { line_ = checked_ = fields_ = 0, lines_ = 0, blank_ = false; }
  std::size_t fields() const { return fields_; }

 private:
  Result<void> end_of_line(std::string_view line);
  Result<void> check_size(std::size_t line_bytes, std::size_t head_bytes) const;

  const Limits& limits_;
  std::size_t line_ = 0;     // where the current line starts
  std::size_t checked_ = 0;  // all before it is known to be good
  std::size_t fields_ = 0, lines_ = 0;
  bool blank_ = false;  // one empty line before the request line is allowed (RFC 9112 §2.2)
};

struct Head {
  Method method = Method::Get;
  int minor = 1;  // HTTP/1.minor
  std::string_view target;
  std::vector<Field> fields;  // views into the parsed text
};

// `text` is one whole head that HeadScanner has passed.
Result<void> parse_head(std::string_view text, Head& head);

struct Framing {
  enum class Kind : std::uint8_t { None, Length, Chunked } kind = Kind::None;
  std::uint64_t length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
};

// The framing policy: one valid Host, one meaning of where the body ends, no transfer coding but `chunked`.
// With a target in absolute form, `target` becomes its path, and Host its authority (RFC 9112 §3.2.2).
Result<Framing> check_framing(Head& head);

}  // namespace tenstone::http
