// Rollouts that everybody writes first. It has no server: it counts how many of 100,000 users flip, that is, how many
// see another variant without having to.
#include <fmt/core.h>
#include <random>
#include <string>

#include "tenstone/flags/split.hpp"

using namespace tenstone;

namespace {

constexpr int kUsers = 100'000;

// Those for whom `before` and `after` differ.
template <class Before, class After>
int flips(Before before, After after) {
  int count = 0;
  for (int i = 0; i < kUsers; ++i) {
    const std::string user = "user-" + std::to_string(i);
    count += before(user) == after(user) ? 0 : 1;
  }
  return count;
}

std::string dice(const std::string&) {
  static std::mt19937 random(7);
  return random() % 100 < 10 ? "new" : "old";
}

// The variants of a test lie one behind the other: first "new", then "fast", then the old one.
auto percent(const std::string& flag, unsigned new_share, unsigned fast_share) {
  return [=](const std::string& user) -> std::string {
    const unsigned place = flags::murmur3_32(flag + user) % 100;
    return place < new_share ? "new" : place < new_share + fast_share ? "fast" : "old";
  };
}

// As libs/flags has it: the ranges are stored, and only those change that have to.
auto stored(flags::Split split) {
  return [split = std::move(split)](const std::string& user) -> std::string {
    const int point = flags::point_of(split.salt, user);
    for (const auto& [variant, from, to] : split.ranges)
      if (point >= from && point < to) return variant;
    return split.rest;
  };
}

}  // namespace

int main() {
  fmt::print("dice at 10 %, a reload later: {} flip\n", flips(dice, dice));
  fmt::print("the flag was renamed: {} flip\n", flips(percent("checkout", 10, 20), percent("checkout-2", 10, 20)));
  fmt::print("new 10 % to 15 %, beside fast 20 %: {} flip\n",
             flips(percent("checkout", 10, 20), percent("checkout", 15, 20)));
  const flags::Split split{.salt = "checkout", .ranges = {{"new", 0, 10'000}, {"fast", 10'000, 30'000}}, .rest = "old"};
  const auto grown = flags::with_shares(split, {{"new", 15'000}, {"fast", 20'000}}).value();
  fmt::print("the same with stored ranges: {} flip\n", flips(stored(split), stored(grown)));
}
