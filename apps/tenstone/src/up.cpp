// up, down, reset: everything in one terminal.
#include <arpa/inet.h>
#include <csignal>
#include <filesystem>
#include <fmt/core.h>
#include <iostream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
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

// Binds as a server would, so that a taken port is said before anything starts.
bool port_is_free(unsigned short port) {
  const Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && listen(fd.get(), 1) == 0;
}

void check_ports(unsigned short first) {
  for (const unsigned short port : {first, static_cast<unsigned short>(first + 1)})
    if (!port_is_free(port))
      throw Failure(Error(
          http::kPortTaken,
          fmt::format("port {} is taken: stop what uses it, or choose another: PORT={} (the worker takes the next one)",
                      port, first + 10)));
}

// What the first start leaves behind for all later ones: the schema, and in development someone to be.
Place prepare(const Settings& settings) {
  Process process("up", settings);
  console::print("Starting …\n");
  std::fflush(stdout);
  const auto& own = process.service.settings();
  Place place{.data = process.service.data_folder(), .port = own.http.port.value_or(3000)};
  if (const auto running = who_is_up(place.data))
    place.port = running->port;
  else
    check_ports(place.port);
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
  const auto lock = lock_up(place.data, place.port);
  if (!lock) {
    console::print("It is running already, in another terminal.\n");
    print_banner(place);
    return 0;
  }
  const Settings shared = without_port(settings);
  std::vector<Program> programs{{"api", shared, place.port},
                                {"worker", shared, static_cast<unsigned short>(place.port + 1)}};
  for (Program& program : programs) program.arguments.push_back(fmt::format("--http-port={}", program.port));
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
