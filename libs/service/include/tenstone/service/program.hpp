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
#include <string_view>

#include "tenstone/service/service.hpp"

namespace tenstone::service {

// NAME [serve | worker | health | config | migrate] [SETTINGS], --help, --version; migrate where PostgreSQL is needed,
// worker where Needs says so. `serve` runs behind load() and open() and returns the exit code. `worker` runs the
// modules' Module::work() instead, and serves health and metrics alone: on http.port, if unset the api's default plus
// 1; lines of the log are by NAME-worker. What goes wrong ends in one line for each fault on stderr. Exit codes: 0
// done, 1 it could not be done, 2 it was asked wrongly. Blocks.
int run(Service& service, int argc, char** argv, std::function<int()> serve);

// The verb of this name: applies what is pending, or with `status` says what stands where; a line for each step.
// Returns the exit code. Blocks. Throws Failure.
int migrate(Service& service, bool status);

// Writes "NAME: what is wrong" to stderr, a line for each fault, and returns the exit code for it.
int report(std::string_view name, const Error& error);

}  // namespace tenstone::service
