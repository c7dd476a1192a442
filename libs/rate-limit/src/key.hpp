#pragma once
#include <string>
#include <string_view>

#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::rate_limit {

inline std::string key_of(std::string_view subject, const Policy& policy) {
  std::string key = "rl:{";
  key.append(subject).append("}:").append(policy.name);
  return key.append(policy.algorithm == Algorithm::Gcra ? ":g" : ":f");
}

}  // namespace tenstone::rate_limit
