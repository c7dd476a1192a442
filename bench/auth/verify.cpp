// The row "logins": password hashes that are verified one after the other, with nothing around them. bench_verify
// SECONDS
#include <chrono>
#include <cstdlib>
#include <fmt/core.h>

#include "tenstone/auth/password_hash.hpp"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 1;
  const std::string phc = tenstone::auth::dummy_phc({});  // OWASP's minimum
  const auto begin = Clock::now();
  const auto spent = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  int verified = 0;
  do {
    if (tenstone::auth::verify_password("correct horse battery", phc)) return 1;
    ++verified;
  } while (spent() < seconds);
  fmt::print("{:.2f}\n", verified / spent());
}
