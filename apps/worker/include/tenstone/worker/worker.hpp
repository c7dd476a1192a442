// The background process of the platform.
#pragma once

namespace tenstone::service {
class Service;
}

namespace tenstone::worker {

// Works until a stop signal, answers health checks meanwhile; returns the exit code. The service is open; what its
// modules work on is theirs.
int serve(service::Service& service);

}  // namespace tenstone::worker
