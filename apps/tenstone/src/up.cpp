// up, down, reset: everything in one terminal.
#include <csignal>
#include <filesystem>
#include <fmt/core.h>
#include <iostream>
#include <poll.h>
#include <unistd.h>

#include "banner.hpp"
#include "own_name.hpp"
#include "process.hpp"
#include "supervise.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/probe.hpp"
#include "up_lock.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {
using namespace std::chrono_literals;
namespace local_services = service::local_services;

inline const ErrorCode kPortUnusable{ErrorKind::Invalid, "port_unusable", "The port cannot be used"};

void check_ports(const service::Server& api) {
  constexpr int kLast = 65'535;
  if (api.port == 0 || api.port == kLast)
    throw Failure(Error(kPortUnusable, fmt::format("port {}: choose one from 1 to {}: the worker takes the next one",
                                                   api.port, kLast - 1)));
  for (int port = api.port; port <= api.port + 1; ++port)
    if (!service::is_free({api.address, static_cast<unsigned short>(port)}))
      throw Failure(
          Error(http::kPortTaken, fmt::format("port {} is taken: stop what uses it, or choose another: PORT={} (the "
                                              "worker takes the next one)",
                                              port, port + 10 < kLast ? port + 10 : api.port - 10)));
}

// What the first start leaves behind for all later ones: the schema, and in development someone to be.
Place prepare(const Settings& settings) {
  Process process("up", settings);
  console::print("Starting …\n");
  std::fflush(stdout);
  const auto& own = process.service.settings();
  Place place{.data = process.service.data_folder(), .server = {own.http.address, own.http.port.value_or(3000)}};
  if (const auto running = who_is_up(place.data))
    place.server.port = running->port;
  else
    check_ports(place.server);
  process.service.open();
  place.demo = !own.production() && !own.general.container;
  if (!place.demo) return place;
  process.service.run([&]() -> Task<> {
    co_await process.platform.ensure_demo(place.token());
    co_await process.platform.actions().refresh();
    place.example = example_among(process.platform.actions().all());
  });
  return place;
}

// Each child gets a port of its own, so the one that was asked for is not passed on.
Settings without_port(const Settings& settings) {
  constexpr std::string_view kFlag = "--http-port";
  Settings rest;
  for (auto each = settings.begin(); each != settings.end(); ++each) {
    if (*each == kFlag && std::next(each) != settings.end())
      ++each;
    else if (!each->starts_with(std::string(kFlag) + "="))
      rest.push_back(*each);
  }
  return rest;
}

}  // namespace

int up(const Settings& settings) {
  const Place place = prepare(settings);
  std::filesystem::create_directories(place.log().parent_path());
  const auto lock = lock_up(place.data, place.server.port);
  if (!lock) {
    console::print("It is running already, in another terminal.\n");
    print_banner(place);
    return 0;
  }
  const Settings shared = without_port(settings);
  const service::Server worker{place.server.address, static_cast<unsigned short>(place.server.port + 1)};
  std::vector<Program> programs{{"api", shared, place.server}, {"worker", shared, worker}};
  for (Program& program : programs) program.arguments.push_back(fmt::format("--http-port={}", program.server.port));
  return supervise(programs, place.log(), [&] { print_banner(place); });
}

int down(const Settings& settings) {
  const Process process("down", settings);
  const std::filesystem::path data = process.service.data_folder();
  const auto running = who_is_up(data);
  if (!running) {
    console::print("Nothing is running in {}.\n", data.string());
    return 0;
  }
  kill(running->pid, SIGTERM);
  for (int i = 0; i < 500; ++i) {
    if (!who_is_up(data)) {
      console::print("Stopped.\n");
      return 0;
    }
    poll(nullptr, 0, 100);
  }
  throw std::runtime_error(fmt::format("process {} does not end; kill it: kill -9 {}", running->pid, running->pid));
}

int reset(const Settings& settings, bool yes) {
  const Process process("reset", settings);
  const std::filesystem::path data = process.service.data_folder();
  if (!std::filesystem::exists(std::filesystem::symlink_status(data))) {
    console::print("There is no {}.\n", data.string());
    return 0;
  }
  local_services::check_is_data_folder(data);  // before the question, so that nobody answers it for nothing
  if (who_is_up(data)) throw std::runtime_error("it is running; stop it first: " + program_path() + " down");
  if (!yes) {
    console::print("Delete {} with its database, files and logs? Type yes: ", data.string());
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != "yes") {
      console::print("Kept.\n");
      return 1;
    }
  }
  local_services::delete_data_folder(data);
  console::print("Deleted.\n");
  return 0;
}

}  // namespace tenstone::cli
