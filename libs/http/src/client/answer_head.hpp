// The head of an answer, and where its body ends (RFC 9112 §6.3).
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/field.hpp"

namespace tenstone::http {

struct AnswerHead {
  int status = 0;
  int minor = 1;              // HTTP/1.minor
  std::vector<Field> fields;  // views into the parsed text
};

// `text` is one whole head that HeadScanner has passed. Error: malformed_answer.
Result<AnswerHead> parse_answer_head(std::string_view text);

struct AnswerFraming {
  enum class Kind : std::uint8_t { None, Length, Chunked, UntilClose } kind = Kind::UntilClose;
  std::uint64_t length = 0;
  bool keep_alive = true;
};

// `head_only`: the answer to HEAD. Error: malformed_answer, when there are two meanings of where the body ends, or a
// transfer coding that is not `chunked`.
Result<AnswerFraming> frame_answer(const AnswerHead& head, bool head_only);

}  // namespace tenstone::http
