// typed_bench valid|errors SECONDS: JSON text to a checked struct, or to all that is wrong with it, on one thread.
// Prints "check N", how often a second in the best of its rounds: of order.json, or of it with the last of faults.json.
// Before that it must find each of the faults at its place. Runs at the root of the repository.
// peers/typed.js does the same.
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

#include "../rates.hpp"
#include "order.hpp"

namespace {

using namespace bench;
using tenstone::validation::parse_json;

struct Edit {
  std::string part, by;
};
constexpr auto schema(tenstone::validation::For<Edit>) {
  return shop::object<Edit>(shop::field("part", &Edit::part), shop::field("by", &Edit::by));
}
struct Fault {
  std::vector<Edit> edits;
  std::vector<std::string> places;  // JSON Pointers of all errors, sorted
};
constexpr auto schema(tenstone::validation::For<Fault>) {
  return shop::object<Fault>(shop::field("edits", &Fault::edits), shop::field("places", &Fault::places));
}

std::string with(const Fault& fault, std::string text) {
  for (const auto& [part, by] : fault.edits) text = replaced(std::move(text), part, by);
  return text;
}

std::vector<std::string> places(std::string_view text) {
  std::vector<std::string> out;
  const auto order = parse_json<shop::Order>(text);
  if (!order)
    for (const auto& issue : order.error().issues) out.push_back(issue.pointer);
  std::ranges::sort(out);
  return out;
}

void measure(std::string_view text, std::size_t errors, double seconds) {
  Best best(2'000, [&] {
    const auto order = parse_json<shop::Order>(text);
    require((order ? 0 : order.error().issues.size()) == errors, "it finds other errors than before");
  });
  until(seconds, [&] { best.take(); });
  fmt::print("check {:.0f}\n", best.rate());
}

}  // namespace

int main(int argc, char** argv) {
  require(argc > 2, "typed_bench valid|errors SECONDS");
  const std::string_view what = argv[1];
  require(what == "valid" || what == "errors", "it is valid or errors");
  const std::string text = file("bench/typed/order.json");
  const auto faults = parse_json<std::vector<Fault>>(file("bench/typed/faults.json"));
  require(parse_json<shop::Order>(text).has_value(), "the order is refused");
  require(faults.has_value() && !faults->empty(), "bench/typed/faults.json is not what it was");
  for (const Fault& fault : *faults)
    require(places(with(fault, text)) == fault.places,
            fmt::format("it finds other errors than at {}", fmt::join(fault.places, ", ")));
  const double seconds = std::strtod(argv[2], nullptr);
  if (what == "valid") return measure(text, 0, seconds), 0;
  measure(with(faults->back(), text), faults->back().places.size(), seconds);
}
