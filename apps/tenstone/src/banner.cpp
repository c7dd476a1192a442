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

// As one word of a command line; plain words stay as they are.
std::string as_word(const std::string& text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%=,";
  if (!text.empty() && text.find_first_not_of(kPlain) == text.npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? R"('\'')" : std::string(1, c);
  return word + "'";
}

void print_example(const Place& place, const Example& example) {
  console::print(
      "Trigger an action from another terminal; a worker carries it out, and its log appears here:\n\n"
      "  curl -sS -X POST http://{}/v1/actions/{} -H \"Authorization: Bearer $(cat {})\" -H "
      "'Content-Type: application/json' -d '{}'\n\n"
      "Then look it up by the id in the answer:\n\n"
      "  {} job show ID\n\n",
      place.server.authority(), example.action, as_word(place.token().string()), example.input,
      as_word(program_path()));
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
      "  URL    http://{1}\n"
      "  Data   {2}\n"
      "  Log    {3}\n"
      "  Stop   Ctrl-C, or `{4} down` in another terminal\n\n",
      name == "tenstone" ? "Tenstone" : name, place.server.authority(), place.data.string(), place.log().string(),
      as_word(program_path()));
  if (place.example)
    print_example(place, *place.example);
  else if (place.demo)
    console::print(
        "Each action needs an input of its own, or there is none. List them, and see what one takes:\n\n"
        "  {0} action list\n"
        "  {0} action show NAME\n\n"
        "An API token for them: {1}\n\n",
        as_word(program_path()), place.token().string());
  std::fflush(stdout);
}

}  // namespace tenstone::cli
