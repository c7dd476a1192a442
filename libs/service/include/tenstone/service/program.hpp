// The command line of a service: the main() of every small one.
//
//   int main(int argc, char** argv) {
//     service::Service service("request-throttler", {.redis = true});
//     return service::run(service, argc, argv, [&] {
//       http::App app;
//       app.get("/ping", …);
//       return service.serve(app, service::Service::Role::Api);
//     });
//   }
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/service/service.hpp"

namespace tenstone::service {

inline const ErrorCode kArgumentsInvalid{ErrorKind::Invalid, "arguments_invalid",
                                         "The arguments of the verb are not right"};

// The words behind a verb that are no settings. An option is "--name value" or "--name=value"; one without a value, at
// the end or before the next option, has the value "true".
struct Arguments {
  std::vector<std::string> words;                            // those that belong to no option, in order
  std::vector<std::pair<std::string, std::string>> options;  // {"scope", "orders:read"}: for validation::from_query()
};

// A verb of the program's own:
//
//   {"token", "NAME [--scope SCOPE]…", "make an API token", [&](service::Arguments arguments) -> Task<Result<void>>
//   {…}}
//
// `run` is called behind load() and open(), on loop 0; the process ends when it resumes. stdout is for its answer: such
// a process logs errors only, to stderr. An Error ends in one line on stderr, one with issues in a line for each of
// them, which names the option. kArgumentsInvalid: the line also shows how the verb is used.
struct Verb {
  std::string name, usage, meaning;  // `usage`: what follows the name. `meaning`: one line for --help
  std::function<Task<Result<void>>(Arguments arguments)> run;
};

// NAME [serve | worker | health | config | migrate | VERB…] [SETTINGS], --help, --version; migrate where PostgreSQL is
// needed, worker where Needs says so. `serve` runs behind load() and open() and returns the exit code. `worker` runs
// the modules' Module::work() instead, and serves health and metrics alone: on http.port, if unset the api's default
// plus 1; lines of the log are by NAME-worker. What goes wrong ends in one line for each fault on stderr. Exit codes: 0
// done, 1 it could not be done, 2 it was asked wrongly. Blocks.
int run(Service& service, int argc, char** argv, std::function<int()> serve, const std::vector<Verb>& verbs = {});

// The verb of this name: applies what is pending, or with `status` says what stands where; a line for each step.
// Returns the exit code. Blocks. Throws Failure.
int migrate(Service& service, bool status);

// Writes "NAME: what is wrong" to stderr, a line for each fault, and returns the exit code for it.
int report(std::string_view name, const Error& error);

}  // namespace tenstone::service
