// TLS around a connection's socket. Few sources include it: its headers take long to compile.
#pragma once
#include <boost/asio/ssl.hpp>
#include <memory>
#include <string>

#include "client/connection.hpp"

namespace tenstone::http {

// Whose certificates are trusted. Shared by all loops; never changed once it is made.
struct TlsContext {
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
};

struct ClientConnection::Tls {
  Tls(Socket& socket, TlsContext& shared) : stream(socket, shared.context) {}
  // Before the handshake: which name or address the certificate must be for. False: no certificate can be.
  bool expect(const Url& url);
  // Why the handshake failed with `error`: tls_untrusted or tls_failed.
  Error refusal(const boost::system::error_code& error);
  bool quiet();  // nothing that has arrived waits to be read

  boost::asio::ssl::stream<Socket&> stream;
};

}  // namespace tenstone::http
