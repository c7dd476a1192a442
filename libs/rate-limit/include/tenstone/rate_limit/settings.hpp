// What a process is told about limits from outside: the area "limits" of its configuration.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "tenstone/config/units.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::rate_limit {

struct Settings {
  std::string policies = {};
  std::int64_t nodes = 1;
  std::uint32_t failures = 5;
  std::chrono::milliseconds pause{1000};
};
constexpr auto schema(validation::For<Settings>) {
  using namespace std::chrono_literals;
  using validation::field;
  return validation::object<Settings>(
      field("policies", &Settings::policies)
          .or_default()
          .about("a file with the limits, as JSON, which may change while it runs; empty: those it was built with"),
      field("nodes", &Settings::nodes)
          .or_default()
          .range(1, 10'000)
          .about("processes that share the limits: while Redis is away, each lets through its share"),
      field("failures", &Settings::failures)
          .or_default()
          .range(1, 1'000)
          .about("questions to Redis that fail in a row, after which it counts as away"),
      field("pause", &Settings::pause).or_default().range(10ms, 1min).about("how long Redis is not asked then"));
}

inline LimiterOptions options_of(const Settings& settings) {
  return {.nodes = settings.nodes, .failures = static_cast<int>(settings.failures), .pause = settings.pause};
}

}  // namespace tenstone::rate_limit
