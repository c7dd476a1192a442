#include "tenstone/auth/passwords.hpp"

#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {
namespace {

// A full queue of four a thread is worked off in about this time.
Error busy(Error error) {
  error.retry_after = std::chrono::seconds(1);
  return error;
}

metrics::Counter hashes(metrics::Registry& registry, const HashScheme& scheme) {
  return registry.counter("tenstone_auth_password_hashes_total", "Hashes of passwords that were computed",
                          {{"algorithm", std::string(algorithm_of(scheme))}});
}

}  // namespace

Passwords::Passwords(runtime::BlockingPool& pool, metrics::Registry& registry, PasswordOptions options)
    : pool_(pool),
      options_(std::move(options)),
      argon2id_(hashes(registry, Argon2Cost())),
      bcrypt_(hashes(registry, BcryptCost())) {}

Result<void> Passwords::check(std::string_view password, std::string_view email) const {
  if (auto allowed = check_password(password, {.service = options_.service, .email = email}); !allowed) return allowed;
  return fits(password, options_.scheme);
}

void Passwords::count(const HashScheme& scheme) const {
  (std::holds_alternative<Argon2Cost>(scheme) ? argon2id_ : bcrypt_).add();
}

Task<Result<std::string>> Passwords::hash(Secret<std::string> password) {
  if (const auto fitting = fits(password.reveal(), options_.scheme); !fitting) co_return fitting.error();
  auto work = [&password, this] {
    count(options_.scheme);
    return hash_password(password.reveal(), options_.scheme);
  };
  auto phc = co_await pool_.run(std::move(work));
  if (!phc) co_return busy(std::move(phc.error()));
  co_return std::move(*phc);
}

Task<Result<bool>> Passwords::verify(Secret<std::string> password, std::string phc) {
  const auto length = check_length(password.reveal());
  const bool too_long = !length && length.error().is(kPasswordTooLong);
  const bool unknown = !scheme_of(phc);
  if (too_long) password = Secret<std::string>();
  if (unknown) phc = dummy_phc(options_.scheme);
  auto work = [&password, &phc, this] {
    count(*scheme_of(phc));
    return verify_password(password.reveal(), phc);
  };
  const auto right = co_await pool_.run(std::move(work));
  if (!right) co_return busy(right.error());
  co_return *right && !too_long && !unknown;
}

}  // namespace tenstone::auth
