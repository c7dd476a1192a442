#include "wire_tls.hpp"

#include <fmt/format.h>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::redis {
namespace {

namespace ssl = boost::asio::ssl;

std::string_view certificate_advice(long verdict) {
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return "; REDIS_URL must name the host as its certificate does";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return "; renew it, or set this machine's clock";
    default: return "; name the certificate of the authority that signed it: rediss://host?sslrootcert=/path/ca.pem";
  }
}

}  // namespace

Wire::Tls::Tls(boost::asio::generic::stream_protocol::socket& socket) : stream(socket, context) {}

std::string Wire::Tls::expect(const Endpoint& endpoint) {
  SSL* const connection = stream.native_handle();
  boost::system::error_code error;
  if (endpoint.ca_file.empty())
    context.set_default_verify_paths(error);
  else
    context.load_verify_file(endpoint.ca_file, error);
  if (error) return fmt::format("sslrootcert: {} holds no certificate: {}", endpoint.ca_file, error.message());
  SSL_set_min_proto_version(connection, TLS1_2_VERSION);
  stream.set_verify_mode(ssl::verify_peer);
  // An address is no name: it stands elsewhere in a certificate, and is not sent as the name of a server (RFC 6066 §3).
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), endpoint.host.c_str()) == 1) return "";
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (SSL_set1_host(connection, endpoint.host.c_str()) != 1 ||
      SSL_set_tlsext_host_name(connection, endpoint.host.c_str()) != 1)
    return "the name of the host is none that a certificate can have";
  return "";
}

std::string Wire::Tls::refusal(const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict != X509_V_OK)
    return fmt::format("its certificate is refused: {}{}", X509_verify_cert_error_string(verdict),
                       certificate_advice(verdict));
  return "TLS: " + reason_of(error);
}

Task<std::string> Wire::secure(const Endpoint& endpoint) {
  tls_ = std::make_unique<Tls>(socket_);
  if (std::string why = tls_->expect(endpoint); !why.empty()) co_return why;
  const auto [error] = co_await tls_->stream.async_handshake(ssl::stream_base::client, kTuple);
  co_return error ? tls_->refusal(error) : "";
}

std::string reason_of(const boost::system::error_code& error) {
  const bool ended = error == boost::asio::error::eof || error == ssl::error::stream_truncated;
  return ended ? "the server closed the connection" : error.message();
}

}  // namespace tenstone::redis
