// What `up` says when everything runs.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/platform/actions.hpp"
#include "tenstone/service/probe.hpp"

namespace tenstone::cli {

// An action that may be tried as it stands: no flag is in its way, and it takes the input.
struct Example {
  std::string action;
  std::string input;  // JSON
};
// `hello` with a name; else the first, by name, that takes {}. nullopt: there is none.
std::optional<Example> example_among(const std::vector<platform::ActionPtr>& actions);

struct Place {
  std::filesystem::path data;
  service::Server server = {};
  bool demo = false;                    // there is a demo token
  std::optional<Example> example = {};  // what to try with it

  std::filesystem::path token() const { return data / "demo-token"; }
  std::filesystem::path log() const { return data / "logs" / "tenstone.log"; }
};
void print_banner(const Place& place);

}  // namespace tenstone::cli
