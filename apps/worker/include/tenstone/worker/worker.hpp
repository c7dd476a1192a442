// The background process of the platform.
#pragma once

namespace tenstone::platform {
class Platform;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::worker {

// Works until a stop signal, answers health checks meanwhile; returns the exit code. The service is open.
int serve(service::Service& service, platform::Platform& platform);

}  // namespace tenstone::worker
