// The command line of the platform: every verb of `tenstone`, for a program that adds code of its own.
//
//   int main(int argc, char** argv) {
//     return cli::run(argc, argv, [](service::Service&, platform::Platform& platform) {
//       platform.add_native("greet", greet);  // for the action greet, which is declared with `run: native`
//     });
//   }
#pragma once
#include <functional>

namespace tenstone::platform {
class Platform;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::cli {

// Adds what the program has of its own: code for native actions (Platform::add_native), modules (Service::add), kinds
// of jobs (`service.with<jobs::Module>().handle(…)`). Is called once for each process and verb that knows the modules,
// when those of the platform are added and before the settings are read.
using Extend = std::function<void(service::Service&, platform::Platform&)>;

// Reads the command line, does what the verb says and returns the exit code: 0 done, 1 it could not be done, 2 it was
// asked wrongly. What goes wrong ends in one line on stderr. To be called first in main(), once: it also runs the
// supervisor of the private servers (service/local_services.hpp). Blocks.
int run(int argc, char** argv, Extend extend = {});

}  // namespace tenstone::cli
