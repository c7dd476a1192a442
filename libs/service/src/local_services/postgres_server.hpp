// Facts of PostgreSQL 15.
#pragma once
#include "local_services/site.hpp"

namespace tenstone::service::local_services {

// Makes `postgres/` when there is none. It is made as `postgres.new` and renamed: a cluster is there whole or not at
// all.
void ensure_cluster(const Site& site);

pid_t start_postgres(const Site& site);
bool postgres_is_ready(const Site& site);  // as pg_ctl looks: by postmaster.pid

// Role and database `tenstone`. The role may make databases (tests, restores) and is no superuser; it owns its
// database.
void ensure_database(const Site& site);

}  // namespace tenstone::service::local_services
