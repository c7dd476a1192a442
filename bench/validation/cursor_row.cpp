#include "order.hpp"
#include "rows.hpp"

bool read_by_cursor(std::string_view text) { return tenstone::validation::parse_json<shop::Order>(text).has_value(); }
