// An HTTP/1.1 client on the event loops: requests to URLs that operators and members have written.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/address_rules.hpp"
#include "tenstone/http/method.hpp"
#include "tenstone/http/url.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {
class BlockingPool;
}

namespace tenstone::http {

// Errors of send(), besides url_invalid and `busy`. Those that may not happen the next time are of the kind
// Unavailable. Messages name no address; what was tried and what went wrong stands in `detail`.
inline const ErrorCode kHeaderInvalid{ErrorKind::Invalid, "header_invalid",
                                      "A header field is malformed, or one that the client sets itself"};
inline const ErrorCode kAddressForbidden{ErrorKind::Invalid, "address_forbidden",
                                         "The host's address is not one that requests may go to"};
inline const ErrorCode kNameNotFound{ErrorKind::Unavailable, "name_not_found", "The host's name has no address"};
inline const ErrorCode kConnectFailed{ErrorKind::Unavailable, "connect_failed", "The host took no connection"};
inline const ErrorCode kConnectTimeout{ErrorKind::Unavailable, "connect_timeout",
                                       "The host took no connection in time"};
inline const ErrorCode kTlsFailed{ErrorKind::Unavailable, "tls_failed", "The host does not speak TLS 1.2 or later"};
inline const ErrorCode kTlsUntrusted{ErrorKind::Unavailable, "tls_untrusted", "The host's certificate is not trusted"};
inline const ErrorCode kAnswerTimeout{ErrorKind::Unavailable, "answer_timeout", "The host did not answer in time"};
inline const ErrorCode kMalformedAnswer{ErrorKind::Unavailable, "malformed_answer",
                                        "The host's answer is not valid HTTP/1.1"};
inline const ErrorCode kAnswerTooLarge{ErrorKind::TooLarge, "answer_too_large",
                                       "The host's answer is larger than it may be"};
inline const ErrorCode kConnectionLost{ErrorKind::Unavailable, "connection_lost",
                                       "The connection to the host broke before the answer was whole"};
inline const ErrorCode kCaFileInvalid{ErrorKind::Invalid, "ca_file_invalid",
                                      "The file of certificate authorities cannot be read"};
// Whether a file has certificates, PEM. Blocks. Error: ca_file_invalid.
Result<void> check_ca_file(const std::string& file);

struct AnswerLimits {
  std::size_t header_bytes = 16 * 1024;  // with the status line; at most 200 fields
  std::size_t body_bytes = 1024 * 1024;  // without the chunks' framing
  bool truncate = false;                 // a larger body is cut off there; else it is the error answer_too_large
};

struct ClientField {
  std::string name, value;
};

struct ClientRequest {
  Url url;
  Method method = Method::Get;
  // Not Host, Content-Length, Transfer-Encoding, Connection and the like (check_client_field()). "User-Agent: tenstone"
  // is added when there is none.
  std::vector<ClientField> headers = {};
  std::string body = {};
  AddressRules rules = AddressRules::public_only();
  std::chrono::milliseconds connect_timeout{5'000};  // of name, TCP and TLS together
  std::chrono::milliseconds total_timeout{15'000};   // of everything, until the answer is whole
  AnswerLimits limits = {};
};

struct ClientResponse {
  int status = 0;  // 200 to 999: answers of 1xx are skipped
  std::vector<ClientField> headers = {};
  std::string body = {};
  bool truncated = false;  // the body is longer than this
  bool reused = false;     // the connection had served an earlier request
  // From the call of send() on.
  std::chrono::microseconds connected{}, first_byte{}, total{};

  // The first field of that name, in any case; "" when there is none.
  std::string_view header(std::string_view name) const;
};

// Whether a request may carry this field. For headers that people enter: say it when they do. Error: header_invalid.
Result<void> check_client_field(std::string_view name, std::string_view value);

// Finds the addresses of a name.
class Resolver {
 public:
  virtual ~Resolver() = default;
  // Suspends; called on every loop. It need not end in time: the client waits no longer than its deadline, and lets it
  // run on. Errors: name_not_found, busy.
  virtual Task<Result<std::vector<IpAddress>>> resolve(std::string name) = 0;
};
// getaddrinfo(3) on the pool, which must be destroyed before the loops are. No answer is kept.
std::shared_ptr<Resolver> system_resolver(runtime::BlockingPool& pool);

struct ClientOptions {
  std::shared_ptr<Resolver> resolver;  // required
  std::string ca_file = {};            // PEM; trusted besides the system's authorities
  // Connections that are kept for the next request with the same scheme, host, port and rules, on each loop.
  std::size_t idle_each = 8, idle_in_all = 256;
  std::chrono::milliseconds idle_timeout{30'000};
  metrics::Registry* metrics = nullptr;  // must outlive the client
};

// Sends requests, on whatever loop the caller runs. One a process.
//
// * Addresses. A name is resolved for each new connection. When the rules refuse any of its addresses, nothing is
//   connected to. Otherwise they are tried in order, and the peer's address is checked again once it is connected.
// * TLS is 1.2 or later, and always verified: the chain, and the URL's host name or address.
// * An answer is one whatever its status: no redirect is followed. It is framed strictly; a doubt is malformed_answer.
// * A request goes out once. It goes out again, on a fresh connection, only when a kept connection broke before the
//   first byte of an answer and the method is idempotent (RFC 9110 §9.2.2); otherwise that is connection_lost.
// * The request is written before the answer is read: a server that sends much before it has read the body is a
//   time-out.
class Client {
 public:
  // Before the loops run; `loops` must outlive it. Throws Failure(ca_file_invalid).
  Client(runtime::Loops& loops, ClientOptions options);
  // After the loops have stopped.
  ~Client();
  Client(const Client&) = delete;

  // Suspends. When the caller is cancelled, the connection is closed, and the caller gets connection_lost or the
  // exception that Asio throws into cancelled tasks.
  Task<Result<ClientResponse>> send(ClientRequest request);

  // Refuses new requests (`busy`), closes what is idle, and waits for those under way; after `deadline` cuts them off
  // (connection_lost). True: all had ended by then. Suspends; call it once, on one of the loops.
  Task<bool> drain(std::chrono::steady_clock::duration deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::http
