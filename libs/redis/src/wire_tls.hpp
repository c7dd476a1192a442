// TLS around a connection's socket. Only the sources of Wire include it: its headers take long to compile.
#pragma once
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <tuple>

#include "wire.hpp"

namespace tenstone::redis {

struct Wire::Tls {
  explicit Tls(boost::asio::generic::stream_protocol::socket& socket);
  // Before the handshake: whose certificates are taken, for which name or address. Empty: done. Otherwise why not.
  // Blocks for the file.
  std::string expect(const Endpoint& endpoint);
  // Why the handshake failed with `error`.
  std::string refusal(const boost::system::error_code& error);

  boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
  boost::asio::ssl::stream<boost::asio::generic::stream_protocol::socket&> stream;
};

constexpr auto kTuple = boost::asio::as_tuple(boost::asio::use_awaitable);
using Read = std::tuple<boost::system::error_code, std::size_t>;

// For people: why nothing more comes.
std::string reason_of(const boost::system::error_code& error);

}  // namespace tenstone::redis
