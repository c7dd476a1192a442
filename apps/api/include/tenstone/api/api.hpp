// The HTTP face of the platform: the order of its middleware, and its controllers.
#pragma once
#include <memory>

#include "tenstone/http/app.hpp"

namespace tenstone::platform {
class Platform;
}
namespace tenstone::rate_limit {
class PolicyFile;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::api {

class Api {
 public:
  // The service is open; both outlive it.
  Api(service::Service& service, platform::Platform& platform);
  ~Api();

  const http::App& app() const { return app_; }
  // Serves until a stop signal; returns the exit code.
  int serve();

 private:
  struct Controllers;
  service::Service& service_;
  std::unique_ptr<rate_limit::PolicyFile> policies_;  // what limits the endpoints; only who serves them follows it
  http::App app_;
  std::unique_ptr<Controllers> controllers_;
};

}  // namespace tenstone::api
