#include "tenstone/service/settings.hpp"

namespace tenstone::service {
namespace {

template <class T>
const T& add_if(bool needed, config::Table& table, std::string_view area, config::Alias alias) {
  static const T kDefaults;
  return needed ? table.add<T>(area, {alias}) : kDefaults;
}

}  // namespace

Settings::Settings(config::Table& table, Needs with)
    : needs(with),
      general(table.add<GeneralSettings>("")),
      http(table.add<HttpSettings>("http", {{"port", "PORT"}})),
      log(table.add<LogSettings>("log")),
      postgres(add_if<PostgresSettings>(with.postgres, table, "postgres", {"url", "DATABASE_URL"})),
      redis(add_if<RedisSettings>(with.redis, table, "redis", {"url", "REDIS_URL"})),
      runtime(table.add<RuntimeSettings>("runtime")),
      control(table.add<ControlSettings>("control")) {}

}  // namespace tenstone::service
