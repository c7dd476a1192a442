// The HTTP face of the platform: the order of its middleware, and its controllers.
#pragma once

namespace tenstone::http {
class App;
}
namespace tenstone::platform {
class Platform;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::api {

// Adds middleware and routes. The service is open; both outlive the app.
void build(http::App& app, service::Service& service, platform::Platform& platform);

// Serves until a stop signal; returns the exit code.
int serve(service::Service& service, platform::Platform& platform);

}  // namespace tenstone::api
