#include <openssl/evp.h>
#include <stdexcept>

#include "tenstone/core/hash.hpp"

namespace tenstone {
namespace {

constexpr std::size_t kBlock = 64, kSum = 32;  // bytes, of SHA-256

void need(int done) {
  if (done != 1) throw std::runtime_error("HMAC-SHA-256 failed");
}

class Sum {
 public:
  Sum() : context_(EVP_MD_CTX_new()) { need(context_ != nullptr ? 1 : 0); }
  ~Sum() { EVP_MD_CTX_free(context_); }
  Sum(const Sum&) = delete;

  void begin() { need(EVP_DigestInit_ex(context_, EVP_sha256(), nullptr)); }
  void begin_as(const Sum& other) { need(EVP_MD_CTX_copy_ex(context_, other.context_)); }
  void add(std::string_view bytes) { need(EVP_DigestUpdate(context_, bytes.data(), bytes.size())); }
  void end(std::string& out) {
    out.resize(kSum);
    need(EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(out.data()), nullptr));
  }

 private:
  EVP_MD_CTX* const context_;
};

}  // namespace

struct HmacSha256::Prepared {
  explicit Prepared(const std::string& key) {
    for (const auto& [sum, pad] : {std::pair(&inner, '\x36'), std::pair(&outer, '\x5c')}) {
      std::string block = key;
      for (char& byte : block) byte = static_cast<char>(byte ^ pad);
      sum->begin();
      sum->add(block);
    }
  }
  Sum inner, outer;  // with the key in them, and nothing else yet
};

HmacSha256::HmacSha256(std::string_view key) {
  std::string block = key.size() > kBlock ? sha256(key) : std::string(key);
  block.resize(kBlock, '\0');
  prepared_ = std::make_shared<const Prepared>(block);
}

std::string HmacSha256::operator()(std::initializer_list<std::string_view> parts) const {
  thread_local Sum sum;
  std::string out;
  sum.begin_as(prepared_->inner);
  for (const std::string_view part : parts) sum.add(part);
  sum.end(out);
  sum.begin_as(prepared_->outer);
  sum.add(out);
  sum.end(out);
  return out;
}

}  // namespace tenstone
