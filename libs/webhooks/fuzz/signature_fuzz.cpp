// Any header in front of any body, in each scheme: it is refused, since nobody but the key's owner can sign. What
// sign() makes of the same body holds, and no longer does when a byte is put behind the body.
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "tenstone/webhooks/signature.hpp"

namespace {
using namespace tenstone;
using namespace tenstone::webhooks;

const Time kNow{std::chrono::seconds(1'800'000'000)};

const std::array<std::vector<SigningKey>, 4>& keys() {
  static const auto kKeys = [] {
    std::array<std::vector<SigningKey>, 4> all;
    for (std::size_t scheme = 0; scheme < all.size(); ++scheme)
      all[scheme].push_back(SigningKey::make(static_cast<Scheme>(scheme), "key",
                                             Secret<std::string>("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                                .value());
    return all;
  }();
  return kKeys;
}

}  // namespace

// "SCHEME\nname: value\n…\n\nBODY"; the scheme is a digit.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const auto scheme = static_cast<Scheme>(data[0] % 4);
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::vector<http::Field> fields;
  std::size_t at = 0;
  while (at < text.size() && text[at] != '\n') {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const auto colon = line.find(": ");
    if (colon != line.npos) fields.push_back({line.substr(0, colon), line.substr(colon + 2)});
    at = std::min(text.size(), at + line.size() + 1);
  }
  std::string body(text.substr(std::min(text.size(), at + 1)));
  const auto& mine = keys()[static_cast<std::size_t>(scheme)];
  if (verify(scheme, fields, body, mine, kNow)) std::abort();

  const auto made = sign(scheme, mine, "evt_1", body, kNow);
  if (!made) std::abort();
  fields.clear();
  for (const auto& field : *made) fields.push_back({field.name, field.value});
  if (!verify(scheme, fields, body, mine, kNow)) std::abort();
  body.push_back('x');
  if (verify(scheme, fields, body, mine, kNow)) std::abort();
  return 0;
}
