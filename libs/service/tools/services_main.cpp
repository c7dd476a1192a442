// tenstone-services [services] [-- COMMAND…]         run COMMAND with the services, or hold them until a signal
// tenstone-services [services] --stop|--state [DIR]
// The data folder is default_data_folder() (TENSTONE_DATA).
#include <cstdio>
#include <string_view>

#include "tenstone/core/error.hpp"
#include "tenstone/service/local_services.hpp"

namespace local = tenstone::service::local_services;

namespace {

const char* text_of(local::State state) {
  switch (state) {
    case local::State::Stopped: return "stopped";
    case local::State::Starting: return "starting";
    case local::State::Running: return "running";
    case local::State::Stopping: return "stopping";
  }
  return "";
}

int run(const std::vector<std::string>& words) {
  if (words.empty()) return local::run_with_services(local::default_data_folder(), {});
  if (words[0] == "--") return local::run_with_services(local::default_data_folder(), {words.begin() + 1, words.end()});
  const std::filesystem::path folder =
      words.size() == 2 ? std::filesystem::path(words[1]) : local::default_data_folder();
  if (words.size() > 2 || (words[0] != "--stop" && words[0] != "--state")) {
    std::fprintf(stderr, "usage: tenstone-services [-- COMMAND…] | --stop [DIR] | --state [DIR]\n");
    return 2;
  }
  if (words[0] == "--stop") local::stop(folder);
  if (words[0] == "--state") std::printf("%s\n", text_of(local::state(folder)));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  int exit_code = 0;
  if (local::handle_supervisor_verb(argc, argv, exit_code)) return exit_code;
  try {
    const bool named = argc > 1 && std::string_view(argv[1]) == "services";
    return run({argv + (named ? 2 : 1), argv + argc});
  } catch (const tenstone::Failure& failure) {
    std::fprintf(stderr, "%s: %s%s\n", failure.error().code.c_str(), failure.error().message.c_str(),
                 failure.error().detail.empty() ? "" : (" (" + failure.error().detail + ")").c_str());
    return 1;
  }
}
