// A process of the platform: the service with every module, configured from settings.
#pragma once
#include <memory>
#include <string>

#include "tenstone/cli/program.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/service/service.hpp"
#include "verbs.hpp"

namespace tenstone::cli {

inline constexpr service::Needs kNeeds{.postgres = true, .redis = true};

// What the program adds to the platform; program.cpp has it.
Extend& extension();

struct Process {
  // Both throw Failure when the settings are not right.
  Process(std::string name, const Settings& settings, unsigned short default_port)
      : service(std::move(name), kNeeds, default_port) {
    load(settings);
  }
  Process(std::string name, const Settings& settings) : service(std::move(name), kNeeds, service::Service::Tool()) {
    load(settings);
  }

  void load(const Settings& settings) {
    platform.add_to(service);
    if (extension()) extension()(service, platform);
    if (const auto loaded = service.load(settings); !loaded) throw Failure(loaded.error());
  }

  platform::Platform platform;
  service::Service service;
};

}  // namespace tenstone::cli
