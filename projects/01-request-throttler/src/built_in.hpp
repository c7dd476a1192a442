// The files that the program was built with: the page, and the policies that hold without a file.
#pragma once
#include <span>
#include <string_view>
#include <utility>

namespace tenstone::throttler {

std::span<const std::pair<std::string_view, std::string_view>> built_in();
std::string_view built_in(std::string_view name);  // the name is one of them

}  // namespace tenstone::throttler
