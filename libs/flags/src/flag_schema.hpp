#pragma once
#include "tenstone/flags/snapshot.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::flags {

constexpr auto schema(validation::For<Flag>) {
  using validation::field;
  return validation::object<Flag>(field("key", &Flag::key), field("enabled", &Flag::enabled),
                                  field("share", &Flag::share).range(0, kEverybody));
}

}  // namespace tenstone::flags
