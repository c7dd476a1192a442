#pragma once
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "client/idle_pool.hpp"
#include "socket_transport.hpp"
#include "tenstone/http/client.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::http {

struct TlsContext;
// The system's authorities, and those of the file. Blocks. Throws Failure(ca_file_invalid).
std::shared_ptr<TlsContext> trusting(const std::string& ca_file);

// One connection to a server, on one loop, from the search for its address to its end. Destroying it closes it.
//
// Invariant: when late() or after cut() the socket is closed, and whatever waited for it has ended with an error.
class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
 public:
  // `open` counts those that exist.
  ClientConnection(runtime::Loop& loop, std::shared_ptr<std::atomic<std::size_t>> open);
  ~ClientConnection();
  ClientConnection(const ClientConnection&) = delete;

  // Once. Errors: name_not_found, busy, address_forbidden, connect_failed, connect_timeout, tls_failed, tls_untrusted,
  // connection_lost. The arguments must live until it returns.
  Task<Result<void>> open(const Url& url, const AddressRules& rules, const std::shared_ptr<Resolver>& resolver,
                          TlsContext& tls, SteadyTime deadline);

  Task<Transport::Outcome> read(char* to, std::size_t size);
  Task<bool> write(std::string_view head, std::string_view body);  // all of both; false: the connection broke

  // From then on whatever waits here ends. Replaces the time that was set before; max(): never.
  void limit(SteadyTime deadline);
  bool late() const { return late_; }
  // Ends whatever waits here, for good.
  void cut();
  bool was_cut() const { return cut_; }
  // Nothing has arrived that is not read, and the other side has not closed.
  bool quiet();

 private:
  struct Lookup;
  struct Tls;
  static Task<> look_up(std::shared_ptr<Resolver> resolver, std::string name, std::shared_ptr<Lookup> lookup);
  Task<Result<std::vector<IpAddress>>> addresses(const Url& url, const std::shared_ptr<Resolver>& resolver);
  Task<Result<void>> connect(const std::vector<IpAddress>& addresses, unsigned short port, SteadyTime deadline);
  Result<void> check_peer(const AddressRules& rules) const;
  Task<Result<void>> secure(const Url& url, TlsContext& tls);
  void end_waiting();

  runtime::Loop& loop_;
  const std::shared_ptr<std::atomic<std::size_t>> open_;
  Socket socket_;
  std::unique_ptr<Tls> tls_;  // around the socket; null: the bytes go as they are
  boost::asio::steady_timer timer_;
  SteadyTime deadline_ = SteadyTime::max();
  std::shared_ptr<Lookup> lookup_;
  bool late_ = false, cut_ = false;
};

}  // namespace tenstone::http
