#pragma once
#include <filesystem>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <string>

namespace tenstone::testing {

// An authority in a folder of its own, and what it signs: ca.pem, NAME.pem, NAME.key. Gone with the object. The test
// must link OpenSSL.
class Certificates {
 public:
  Certificates() {
    std::string name = std::filesystem::temp_directory_path() / "certificatesXXXXXX";
    need(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    authority_ = made("ca", nullptr, "CA:TRUE", "", 3600);
  }
  ~Certificates() { std::filesystem::remove_all(folder_); }
  Certificates(const Certificates&) = delete;

  // `names`: "DNS:localhost,IP:127.0.0.1". Holds for `seconds` from now; negative: it has expired.
  void sign(const std::string& name, const std::string& names, long seconds = 3600) {
    made(name, authority_.get(), "CA:FALSE", names, seconds);
  }
  std::string file(const std::string& name) const { return folder_ + "/" + name; }

 private:
  struct Signed {
    X509* certificate = X509_new();
    EVP_PKEY* key = EVP_EC_gen("P-256");
    ~Signed() {
      X509_free(certificate);
      EVP_PKEY_free(key);
    }
  };

  static void need(bool done) {
    if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
  }
  static void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    need(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
  }

  std::shared_ptr<Signed> made(const std::string& name, const Signed* by, const std::string& authority,
                               const std::string& names, long seconds) {
    const auto one = std::make_shared<Signed>();
    const Signed& issuer = by == nullptr ? *one : *by;
    X509* const x = one->certificate;
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(x), -7200);
    X509_gmtime_adj(X509_getm_notAfter(x), seconds);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(issuer.certificate));
    X509_set_pubkey(x, one->key);
    extend(x, issuer.certificate, NID_basic_constraints, authority);
    if (!names.empty()) extend(x, issuer.certificate, NID_subject_alt_name, names);
    need(X509_sign(x, issuer.key, EVP_sha256()) > 0);
    write(name + ".pem", [&](FILE* file) { return PEM_write_X509(file, x); });
    write(name + ".key",
          [&](FILE* file) { return PEM_write_PrivateKey(file, one->key, nullptr, nullptr, 0, nullptr, nullptr); });
    return one;
  }
  template <class Write>
  void write(const std::string& name, Write content) {
    const std::unique_ptr<FILE, int (*)(FILE*)> out(fopen(file(name).c_str(), "w"), &fclose);
    need(out != nullptr && content(out.get()) == 1);
  }

  std::string folder_;
  long serial_ = 0;
  std::shared_ptr<Signed> authority_;
};

}  // namespace tenstone::testing
