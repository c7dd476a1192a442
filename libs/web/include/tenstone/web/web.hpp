// All that declaring a controller needs.
#pragma once
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/authenticator.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/conditions.hpp"
#include "tenstone/web/controller.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/guard.hpp"
#include "tenstone/web/openapi.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/with_headers.hpp"
