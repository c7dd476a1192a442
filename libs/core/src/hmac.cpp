#include <openssl/sha.h>

#include "tenstone/core/hash.hpp"

// OpenSSL 3 calls these functions deprecated. Those that it offers instead allocate for each call and look their
// algorithm up, which takes several times as long as the sums of a short text.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace tenstone {
namespace {

void add(SHA256_CTX& sum, std::string_view bytes) { SHA256_Update(&sum, bytes.data(), bytes.size()); }

std::string ended(SHA256_CTX sum) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256_Final(reinterpret_cast<unsigned char*>(out.data()), &sum);
  return out;
}

// Of the key, each byte changed by `pad`.
SHA256_CTX begun(std::string key, char pad) {
  for (char& byte : key) byte = static_cast<char>(byte ^ pad);
  SHA256_CTX sum;
  SHA256_Init(&sum);
  add(sum, key);
  return sum;
}

}  // namespace

struct HmacSha256::Prepared {
  explicit Prepared(std::string key) : inner(begun(key, 0x36)), outer(begun(std::move(key), 0x5c)) {}
  const SHA256_CTX inner, outer;
};

HmacSha256::HmacSha256(std::string_view key) {
  std::string block = key.size() > SHA256_CBLOCK ? sha256(key) : std::string(key);
  block.resize(SHA256_CBLOCK, '\0');
  prepared_ = std::make_shared<const Prepared>(std::move(block));
}

std::string HmacSha256::operator()(std::initializer_list<std::string_view> parts) const {
  SHA256_CTX sum = prepared_->inner;
  for (const std::string_view part : parts) add(sum, part);
  const std::string inner = ended(sum);
  SHA256_CTX outer = prepared_->outer;
  add(outer, inner);
  return ended(outer);
}

}  // namespace tenstone

#pragma GCC diagnostic pop
