#include "built_in.hpp"

#include <algorithm>

namespace tenstone::throttler {

std::string_view built_in(std::string_view name) {
  return std::ranges::find(built_in(), name, [](const auto& file) { return file.first; })->second;
}

}  // namespace tenstone::throttler
