// What becomes of numbers in a double, and in the types of Tenstone. No input: the numbers are below.
#include <cmath>
#include <cstdlib>
#include <fmt/core.h>

#include "tenstone/core/decimal.hpp"
#include "tenstone/json_schema/schema.hpp"

using namespace tenstone;

namespace {

bool fits(std::string_view schema, std::string_view number) {
  return json_schema::Schema::compile(schema).value().check(number).has_value();
}
const char* yes(bool is_so) { return is_so ? "yes" : "no"; }

}  // namespace

int main() {
  // [snippet:digits]
  fmt::print("9007199254740993 as a double: {:.0f}\n", std::strtod("9007199254740993", nullptr));
  fmt::print("0.1 + 0.2 as doubles: {:.17g}, as decimals: {}\n", 0.1 + 0.2,
             to_string(add(*parse_decimal("0.1"), *parse_decimal("0.2")).value()));
  fmt::print("1070468.14 is a multiple of 0.01, as doubles: {}, by a schema: {}\n",
             yes(std::fmod(1070468.14, 0.01) == 0), yes(fits(R"({"multipleOf": 0.01})", "1070468.14")));
  fmt::print("18446744073709551616 is at most 18446744073709551615, as doubles: {}, by a schema: {}\n",
             yes(18446744073709551616.0 <= 18446744073709551615.0),
             yes(fits(R"({"maximum": 18446744073709551615})", "18446744073709551616")));
  // [/snippet:digits]
}
