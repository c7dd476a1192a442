// The words of SQL, as far as needed to see where a statement ends.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace tenstone::backup {

// The end of the element that begins at `at`: a string constant, a quoted identifier, a dollar-quoted string, a
// comment, or one character of anything else. nullopt: it has no end. For standard_conforming_strings = on.
std::optional<std::size_t> end_of_element(std::string_view sql, std::size_t at);

}  // namespace tenstone::backup
