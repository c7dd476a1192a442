#pragma once
#include <string>

#include "chunked.hpp"
#include "client/answer_head.hpp"
#include "head.hpp"
#include "tenstone/http/client.hpp"

namespace tenstone::http {

// Reads one answer from its bytes, as they come. The outcome does not depend on how they are split.
//
// Invariant: after an error, and when done(), nothing more is taken.
class AnswerReader {
 public:
  AnswerReader(bool head_only, const AnswerLimits& limits);
  AnswerReader(const AnswerReader&) = delete;

  // Takes bytes from the front of `in` until the answer ends; returns how many. Error: malformed_answer,
  // answer_too_large.
  Result<std::size_t> take(std::string_view in);
  // The stream has ended in order. Error: connection_lost, when the answer is not whole.
  Result<void> end();

  bool begun() const { return begun_; }  // a byte of an answer has come
  bool done() const { return part_ == Part::Done; }
  bool keep_alive() const { return framing_.keep_alive && !answer_.truncated; }
  ClientResponse& answer() { return answer_; }

 private:
  enum class Part : std::uint8_t { Head, Body, Done };
  Result<std::size_t> take_head(std::string_view in);
  Result<void> begin_body(std::size_t head_bytes);
  Result<std::size_t> take_body(std::string_view in);
  Result<std::size_t> take_length(std::string_view in);
  Result<std::size_t> take_chunks(std::string_view in);
  Result<std::size_t> take_until_close(std::string_view in);
  Result<void> grown();  // the body may be over its limit by one byte: ends the answer

  const bool head_only_;
  const AnswerLimits limits_;
  const Limits head_limits_;
  HeadScanner scanner_;
  std::string head_;
  int interim_ = 0;  // answers of 1xx
  AnswerFraming framing_;
  ChunkedDecoder chunks_;
  ClientResponse answer_;
  Part part_ = Part::Head;
  bool begun_ = false;
};

}  // namespace tenstone::http
