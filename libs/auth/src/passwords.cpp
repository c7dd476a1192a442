#include "tenstone/auth/passwords.hpp"

namespace tenstone::auth {
namespace {

// A full queue of four a thread is worked off in about this time.
Error busy(Error error) {
  error.retry_after = std::chrono::seconds(1);
  return error;
}

}  // namespace

Task<Result<std::string>> Passwords::hash(Secret<std::string> password) {
  auto work = [&password, this] { return hash_password(password.reveal(), cost_); };
  auto phc = co_await pool_.run(std::move(work));
  if (!phc) co_return busy(std::move(phc.error()));
  co_return std::move(*phc);
}

Task<Result<bool>> Passwords::verify(Secret<std::string> password, std::string phc) {
  const auto allowed = check_password(password.reveal());
  const bool hopeless = phc.empty() || (!allowed && allowed.error().code == "password_too_long");
  if (hopeless) {
    password = Secret<std::string>();
    phc = dummy_phc(cost_);
  }
  auto work = [&password, &phc] { return verify_password(password.reveal(), phc); };
  const auto right = co_await pool_.run(std::move(work));
  if (!right) co_return busy(right.error());
  co_return *right && !hopeless;
}

}  // namespace tenstone::auth
