#include "delivery_plan.hpp"

#include <algorithm>
#include <array>

namespace tenstone::webhooks {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::array<milliseconds, 9> kPauses = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};

milliseconds part_of(milliseconds whole, double random) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * random));
}

}  // namespace

milliseconds pause_after_try(int tries, double random) {
  const auto index = static_cast<std::size_t>(std::clamp(tries, 1, static_cast<int>(kPauses.size())) - 1);
  return kPauses[index] + part_of(kPauses[index] / 10, random);
}

milliseconds pause_before_place(int attempt, double random) {
  return (1s + part_of(4s, random)) * (1 << std::clamp((attempt - 1) / 2, 0, 4));
}

}  // namespace tenstone::webhooks
