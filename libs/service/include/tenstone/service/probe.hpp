#pragma once
#include <chrono>
#include <string>

#include "tenstone/core/result.hpp"

namespace tenstone::service {

inline const ErrorCode kNotAnswering{ErrorKind::Unavailable, "not_answering", "Nothing answers there"};
inline const ErrorCode kNotReady{ErrorKind::Unavailable, "not_ready", "The server answers, but is not ready"};

// GET http://127.0.0.1:`port``path` with a blocking socket: for container health checks and for `up`, where no loop
// runs. Gives the body of a 200. Errors: not_answering, not_ready (with the body as detail). Blocks, at most
// `deadline`.
Result<std::string> probe(unsigned short port, const std::string& path, std::chrono::milliseconds deadline);

// A request to the process that serves on this port of this machine, for a verb that asks a running process. `body` is
// JSON. An answer of more than 4 MiB is cut off. Error: not_answering. Blocks, at most `deadline`.
struct Ask {
  std::string method = "GET", path, bearer = {}, body = {};
};
struct Answer {
  int status = 0;
  std::string body;
};
Result<Answer> ask(unsigned short port, const Ask& what, std::chrono::milliseconds deadline);

}  // namespace tenstone::service
