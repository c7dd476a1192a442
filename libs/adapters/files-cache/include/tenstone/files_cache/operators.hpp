#pragma once
#include <string>

#include "tenstone/core/secret.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::service {
class Service;
}

namespace tenstone::files_cache {

// Lets through who holds the scope installation:cache, and the command line of an operator on this machine: whoever can
// read the database has `secret` (operator_secret()), which counts from a loopback address alone.
web::Guard operators(const Secret<std::string>& secret);

// 64 hex digits, the same in every process of a database. BLOCKS. Throws as Service::key().
Secret<std::string> operator_secret(service::Service& service);

}  // namespace tenstone::files_cache
