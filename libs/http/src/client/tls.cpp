#include "client/tls.hpp"

#include "tenstone/http/client.hpp"

namespace tenstone::http {

namespace ssl = boost::asio::ssl;

namespace {

Result<void> trust(TlsContext& tls, const std::string& ca_file) {
  boost::system::error_code error;
  tls.context.load_verify_file(ca_file, error);
  if (error) return Error(kCaFileInvalid, ca_file + " holds no certificate that can be read (PEM)", error.message());
  return {};
}

}  // namespace

Result<void> check_ca_file(const std::string& file) {
  TlsContext unused;
  return trust(unused, file);
}

std::shared_ptr<TlsContext> trusting(const std::string& ca_file) {
  const auto made = std::make_shared<TlsContext>();
  made->context.set_default_verify_paths();
  if (!ca_file.empty())
    if (auto done = trust(*made, ca_file); !done) throw Failure(std::move(done.error()));
  SSL_CTX_set_min_proto_version(made->context.native_handle(), TLS1_2_VERSION);
  made->context.set_verify_mode(ssl::verify_peer);
  return made;
}

bool ClientConnection::Tls::expect(const Url& url) {
  SSL* const connection = stream.native_handle();
  // An address is no name: it stands elsewhere in a certificate, and is not sent as the name of a server (RFC 6066 §3).
  if (url.address()) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), url.host().c_str()) == 1;
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(connection, url.host().c_str()) == 1 &&
         SSL_set_tlsext_host_name(connection, url.host().c_str()) == 1;
}

Error ClientConnection::Tls::refusal(const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict != X509_V_OK) return Error(kTlsUntrusted, {}, X509_verify_cert_error_string(verdict));
  return Error(kTlsFailed, {}, error.message());
}

bool ClientConnection::Tls::quiet() {
  SSL* const connection = stream.native_handle();
  return SSL_pending(connection) == 0 && BIO_pending(SSL_get_rbio(connection)) == 0;
}

}  // namespace tenstone::http
