#pragma once
#include "tenstone/platform/platform.hpp"
#include "tenstone/web/principal.hpp"

namespace tenstone::api {

// Whoever asks, as the platform and its audit log know them.
platform::Requester requester(const web::Principal& who);

}  // namespace tenstone::api
