// Hashes of passwords come from other systems: no text may break the parsers, nor cost more than its bounds.
#include <cstdlib>
#include <string>

#include "argon2id.hpp"
#include "bcrypt.hpp"

using namespace tenstone::auth;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto phc = argon2id::parse(text)) {
    if (!argon2id::parse(argon2id::print(*phc))) std::abort();
    if (phc->cost.memory_kib > 128 * 1024 || phc->cost.passes > 10 || phc->cost.lanes > 4) std::abort();
  }
  if (const auto rounds = bcrypt::parse(text))
    if (rounds->log_rounds < 4 || rounds->log_rounds > 14) std::abort();
  // Only what costs little is computed: thousands of texts a second.
  const auto scheme = scheme_of(text);
  const auto* argon2 = scheme ? std::get_if<Argon2Cost>(&*scheme) : nullptr;
  const auto* rounds = scheme ? std::get_if<BcryptCost>(&*scheme) : nullptr;
  if (!scheme || (argon2 != nullptr && argon2->memory_kib <= 64) || (rounds != nullptr && rounds->log_rounds == 4)) {
    const bool right = verify_password("password", text);
    if (right && !scheme) std::abort();
  }
  return 0;
}
