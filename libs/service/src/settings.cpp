#include "tenstone/service/settings.hpp"

namespace tenstone::service {
namespace {

template <class T>
const T& add_if(bool needed, config::Table& table, std::string_view area, config::Alias alias) {
  static const T kDefaults;
  return needed ? table.add<T>(area, {alias}) : kDefaults;
}

bool fits_in_a_path(char c) { return c > ' ' && c <= '~' && c != '?' && c != '#'; }

}  // namespace

bool public_url_fits(const HttpSettings& settings) {
  const std::string_view url = settings.public_url;
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return url.empty();
  const std::size_t path = std::min(url.find('/', scheme + 3), url.size());
  return http::is_origin(url.substr(0, path)) && !url.ends_with('/') &&
         std::ranges::all_of(url.substr(path), fits_in_a_path);
}

http::Timeouts HttpSettings::timeouts() const {
  using std::chrono::ceil, std::chrono::seconds;
  return {.header = ceil<seconds>(header_timeout),
          .body = ceil<seconds>(body_timeout),
          .idle = ceil<seconds>(idle_timeout),
          .handler = ceil<seconds>(handler_timeout)};
}

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
