// What a connection may ask for. Defaults and answers: the HTTP limits of docs/operations.md.
#pragma once
#include <chrono>
#include <cstddef>

namespace tenstone::http {

struct Limits {
  std::size_t target_bytes = 8 * 1024;        // 414
  std::size_t header_bytes = 16 * 1024;       // 431, request line included
  std::size_t header_fields = 100;            // 431
  std::size_t field_bytes = 8 * 1024;         // 431
  std::size_t body_bytes = 1024 * 1024;       // 413; a route may set its own
  std::size_t drained_bytes = 64 * 1024;      // of a body that the handler left unread; more closes the connection
  std::size_t connections = 10'000;           // 503, close
  std::size_t connections_per_address = 256;  // 503, close; of IPv6 per /64; never more than half of all
  std::size_t requests_per_connection = 10'000;
  // Of answers to pipelined requests: with more than this that the client has not taken, no further request is begun.
  std::size_t waiting_bytes = 256 * 1024;
};

// Checked by a tick of one second, so each may take up to a second longer.
struct Timeouts {
  std::chrono::seconds header{10};   // of the first request: since the connection; else from its first byte; 408
  std::chrono::seconds body{30};     // plus one second for each KiB that has arrived; 408
  std::chrono::seconds idle{60};     // between requests; close
  std::chrono::seconds handler{30};  // 503, and the handler is cancelled; a route may set its own
  std::chrono::seconds piece{30};    // of an endless answer: for each of its pieces, if `handler` is less; close
  std::chrono::seconds write{30};    // without progress; close
  std::chrono::seconds linger{1};    // after a refusal, so that the client can read it; close
};

}  // namespace tenstone::http
