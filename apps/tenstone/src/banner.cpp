#include "banner.hpp"

#include "own_name.hpp"
#include "tenstone/core/console.hpp"

namespace tenstone::cli {
namespace {

constexpr auto kHello = "hello";
constexpr auto kHelloInput = R"({"name": "Mia"})";
constexpr auto kNoInput = "{}";

bool takes(const platform::Action& action, std::string_view input) {
  return !action.flag && (!action.input || action.input->check(input).has_value());
}

void print_example(const Place& place, const Example& example) {
  console::print(
      "Trigger an action from another terminal; a worker carries it out, and its log appears here:\n\n"
      "  curl -sS -X POST http://127.0.0.1:{}/v1/actions/{} -H \"Authorization: Bearer $(cat '{}')\" -H "
      "'Content-Type: application/json' -d '{}'\n\n"
      "Then look it up by the id in the answer:\n\n"
      "  {} job show ID\n\n",
      place.port, example.action, place.token().string(), example.input, program_path());
}

}  // namespace

std::optional<Example> example_among(const std::vector<platform::ActionPtr>& actions) {
  for (const platform::ActionPtr& action : actions)
    if (action->name == kHello && takes(*action, kHelloInput)) return Example{kHello, kHelloInput};
  for (const platform::ActionPtr& action : actions)
    if (takes(*action, kNoInput)) return Example{action->name, kNoInput};
  return std::nullopt;
}

void print_banner(const Place& place) {
  const std::string name = program_name();
  console::print(
      "\n{0} is up.\n"
      "  URL    http://127.0.0.1:{1}\n"
      "  Data   {2}\n"
      "  Log    {3}\n"
      "  Stop   Ctrl-C, or `{4} down` in another terminal\n\n",
      name == "tenstone" ? "Tenstone" : name, place.port, place.data.string(), place.log().string(), program_path());
  if (place.example)
    print_example(place, *place.example);
  else if (place.demo)
    console::print(
        "Each action needs an input of its own, or there is none. List them, and see what one takes:\n\n"
        "  {0} action list\n"
        "  {0} action show NAME\n\n"
        "An API token for them: {1}\n\n",
        program_path(), place.token().string());
  std::fflush(stdout);
}

}  // namespace tenstone::cli
