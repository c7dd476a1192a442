#pragma once
#include <chrono>
#include <string>

#include "tenstone/core/result.hpp"

namespace tenstone::service {

inline const ErrorCode kNotAnswering{ErrorKind::Unavailable, "not_answering", "Nothing answers there"};
inline const ErrorCode kNotReady{ErrorKind::Unavailable, "not_ready", "The server answers, but is not ready"};

// A server of this machine, by the address that it listens on (http.address) and its port.
struct Server {
  std::string address = "127.0.0.1";
  unsigned short port = 0;

  // By which it is reached from here: "127.0.0.1" for "0.0.0.0", "::1" for "::", else its own.
  std::string host() const;
  std::string authority() const;  // "127.0.0.1:3000", "[::1]:3000"
};
// Whether somebody could listen there now. Blocks for no time.
bool is_free(const Server& server);

// GET http://HOST:PORT`path` with a blocking socket: for container health checks and for `up`, where no loop runs.
// Gives the body of a 200. Errors: not_answering, not_ready (with the body as detail). Blocks, at most `deadline`.
Result<std::string> probe(const Server& server, const std::string& path, std::chrono::milliseconds deadline);

// A request for a verb that asks a running process. `body` is JSON. An answer of more than 4 MiB is cut off. Error:
// not_answering. Blocks, at most `deadline`.
struct Ask {
  std::string method = "GET", path, bearer = {}, body = {};
};
struct Answer {
  int status = 0;
  std::string body;
};
Result<Answer> ask(const Server& server, const Ask& what, std::chrono::milliseconds deadline);

}  // namespace tenstone::service
