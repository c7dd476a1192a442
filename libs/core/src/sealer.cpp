#include "tenstone/core/sealer.hpp"

#include <memory>
#include <openssl/evp.h>
#include <stdexcept>

#include "tenstone/core/random.hpp"

namespace tenstone {
namespace {

constexpr std::size_t kSealKey = 32, kNonce = 12, kTag = 16;  // bytes

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* made) const { EVP_CIPHER_CTX_free(made); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

void demand(bool done) {
  if (!done) throw std::runtime_error("AES-256-GCM failed");
}

}  // namespace

Sealer::Sealer(Secret<std::string> key) : key_(std::move(key)) {
  if (key_.reveal().size() != kSealKey) throw std::invalid_argument("Sealer: the key has not 32 bytes");
}

std::string Sealer::seal(const Secret<std::string>& text, std::string_view context) const {
  const std::string& plain = text.reveal();
  const std::string nonce = random_string(kNonce);
  std::string out(plain.size(), '\0'), tag(kTag, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  demand(cipher && EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(std::string_view(key_.reveal())),
                                      raw(std::string_view(nonce))) == 1);
  demand(EVP_EncryptUpdate(cipher.get(), nullptr, &size, raw(context), static_cast<int>(context.size())) == 1);
  demand(EVP_EncryptUpdate(cipher.get(), raw(out), &size, raw(std::string_view(plain)),
                           static_cast<int>(plain.size())) == 1);
  demand(EVP_EncryptFinal_ex(cipher.get(), raw(tag), &size) == 1);
  demand(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTag, tag.data()) == 1);
  return nonce + out + tag;
}

std::optional<Secret<std::string>> Sealer::open(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonce);
  const std::string_view text = sealed.substr(kNonce, sealed.size() - kNonce - kTag);
  std::string tag(sealed.substr(sealed.size() - kTag)), out(text.size(), '\0'), rest(kTag, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  demand(cipher && EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(std::string_view(key_.reveal())),
                                      raw(nonce)) == 1);
  demand(EVP_DecryptUpdate(cipher.get(), nullptr, &size, raw(context), static_cast<int>(context.size())) == 1);
  demand(EVP_DecryptUpdate(cipher.get(), raw(out), &size, raw(text), static_cast<int>(text.size())) == 1);
  demand(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(cipher.get(), raw(rest), &size) != 1) return std::nullopt;
  return Secret<std::string>(std::move(out));
}

}  // namespace tenstone
