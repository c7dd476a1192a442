#include "tenstone/service/settings.hpp"

namespace tenstone::service {

Settings::Settings(config::Table& table)
    : general(table.add<GeneralSettings>("")),
      http(table.add<HttpSettings>("http", {{"port", "PORT"}})),
      log(table.add<LogSettings>("log")),
      postgres(table.add<PostgresSettings>("postgres", {{"url", "DATABASE_URL"}})),
      redis(table.add<RedisSettings>("redis", {{"url", "REDIS_URL"}})),
      runtime(table.add<RuntimeSettings>("runtime")),
      control(table.add<ControlSettings>("control")) {}

}  // namespace tenstone::service
