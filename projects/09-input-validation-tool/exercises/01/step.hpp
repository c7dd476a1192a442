// What both answers to exercise 01 work with.
#pragma once
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace exercise {

using Step = std::variant<std::string, std::size_t>;  // a key of an object, or an index of an array
using Path = std::vector<Step>;                       // from the root to a value

}  // namespace exercise
