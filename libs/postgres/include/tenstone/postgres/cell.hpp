// Values as the server sent them, in its binary format.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/postgres/types.hpp"

namespace tenstone::postgres {

// One value. Empty `data` with null == false is an empty text.
struct Cell {
  std::string_view data;
  std::uint32_t type = 0;
  bool null = false;
};

// False: the bytes are not a value of this type, or one that it cannot hold (why_not() names it).
bool decode(const Cell& cell, bool& into);
bool decode(const Cell& cell, std::int16_t& into);
bool decode(const Cell& cell, std::int32_t& into);
bool decode(const Cell& cell, std::int64_t& into);
bool decode(const Cell& cell, double& into);
bool decode(const Cell& cell, std::string& into);
bool decode(const Cell& cell, Time& into);
bool decode(const Cell& cell, Uuid& into);
bool decode(const Cell& cell, Bytes& into);
bool decode(const Cell& cell, Decimal& into);
bool decode(const Cell& cell, validation::Json& into);
template <Labelled E>
bool decode(const Cell& cell, E& into) {
  const E* value = validation::kSchema<E>.find(cell.data);
  if (value) into = *value;
  return value != nullptr;
}
// Nothing: not one dimension, or damaged.
std::optional<std::vector<Cell>> split_array(const Cell& cell);

// Why decode() refused this value, as the end of a sentence: "is NaN, which a Decimal cannot hold".
std::string why_not(const Cell& cell);

}  // namespace tenstone::postgres
