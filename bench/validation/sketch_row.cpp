// Compiled with -Dtenstone=tenstone_sketch -Dshop=shop_sketch, so that the sketch stands beside the library in one
// program.
#include "order.hpp"
#include "rows.hpp"

bool read_by_sketch(std::string_view text) {
  shop::Order order;
  tenstone::validation::Issues issues("body");
  return !tenstone::validation::read(*tenstone::open_json(text), order, issues) && issues.list.empty();
}
