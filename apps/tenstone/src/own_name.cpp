#include "own_name.hpp"

#include <cerrno>
#include <filesystem>

#include "tenstone/core/console.hpp"
#include "tenstone/service/program.hpp"

namespace tenstone::cli {
namespace {

constexpr std::string_view kTenstone = "tenstone";

// Whether a verb or an option follows, as in "tenstone job list" and "tenstone --help".
bool begins_a_command(std::string_view behind) {
  return behind.size() > 1 && behind[0] == ' ' && ((behind[1] >= 'a' && behind[1] <= 'z') || behind[1] == '-');
}

}  // namespace

std::string program_name() { return program_invocation_short_name; }

std::string program_path() {
  return std::filesystem::proximate(std::filesystem::read_symlink("/proc/self/exe")).string();
}

std::string in_own_name(std::string_view text) {
  const std::string name = program_name();
  std::string all(text);
  for (auto at = all.find(kTenstone); at != all.npos; at = all.find(kTenstone, at)) {
    const bool is_command = begins_a_command(std::string_view(all).substr(at + kTenstone.size()));
    if (is_command) all.replace(at, kTenstone.size(), name);
    at += is_command ? name.size() : kTenstone.size();
  }
  return all;
}

int fail(int code, std::string_view text) {
  console::print_error("{}: {}\n", program_name(), in_own_name(text));
  return code;
}

int report(Error error) {
  error.message = in_own_name(error.message);
  return service::report(program_name(), error);
}

}  // namespace tenstone::cli
