#pragma once
#include "client/answer_reader.hpp"

namespace tenstone::http {

// What a client makes of these pieces and an end of stream behind them: an error's code, or "200 body, kept", where
// "kept" says that the connection may serve another request, and dots that the body is cut off.
inline std::string outcome_of(const std::vector<std::string>& pieces, const AnswerLimits& limits,
                              bool head_only = false) {
  AnswerReader reader(head_only, limits);
  for (const std::string& piece : pieces)
    if (const auto taken = reader.take(piece); !taken) return taken.error().code;
  if (!reader.done())
    if (const auto whole = reader.end(); !whole) return whole.error().code;
  const ClientResponse& answer = reader.answer();
  return std::to_string(answer.status) + " " + answer.body + (answer.truncated ? "..." : "") +
         (reader.keep_alive() ? ", kept" : "");
}

}  // namespace tenstone::http
