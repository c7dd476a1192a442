#include "admin.hpp"

#include <fmt/core.h>
#include <thread>

#include "quoting.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/postgres/connection_string.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;
constexpr std::chrono::seconds kAdminTimeout(10);
constexpr std::size_t kMaxName = 63;  // NAMEDATALEN - 1

// `from` becomes the statements that give `to` the same. Values of lists such as search_path are SQL already.
constexpr std::string_view kProperties = R"(
  WITH source AS (SELECT * FROM pg_database WHERE datname = {0}),
  setting AS (
    SELECT setrole, split_part(entry, '=', 1) AS name, substr(entry, strpos(entry, '=') + 1) AS value
    FROM pg_db_role_setting, unnest(setconfig) entry WHERE setdatabase = (SELECT oid FROM source)),
  grants AS (SELECT a.* FROM source, aclexplode(datacl) a),
  statements AS (
    SELECT 1 AS place, format('ALTER DATABASE %I OWNER TO %I', {1}, pg_get_userbyid(datdba)) AS sql FROM source
    UNION ALL
    SELECT 2, format('REVOKE ALL ON DATABASE %I FROM PUBLIC', {1}) FROM source WHERE datacl IS NOT NULL
    UNION ALL
    SELECT 3, format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, {1},
                     CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                     CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM grants
    UNION ALL
    SELECT 4, format('ALTER %s SET %I TO %s',
                     CASE WHEN setrole = 0 THEN format('DATABASE %I', {1})
                          ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), {1}) END, name,
                     CASE WHEN name IN ('search_path', 'temp_tablespaces', 'session_preload_libraries',
                                        'local_preload_libraries') THEN value ELSE quote_literal(value) END)
    FROM setting)
  SELECT string_agg(sql, '; ' ORDER BY place, sql) FROM statements)";

constexpr std::string_view kNameToCome = "tenstone_database_to_be_restored";

}  // namespace

Result<BlockingConnection> connect_admin(const std::string& url) {
  for (const char* name : {"postgres", "template1"}) {
    const auto admin_url = postgres::with_database(url, name);
    if (!admin_url) return admin_url.error();
    auto admin = BlockingConnection::open(*admin_url, kAdminTimeout, "tenstone backup");
    if (admin || name == std::string_view("template1")) return admin;
  }
  std::unreachable();
}

Result<bool> database_exists(BlockingConnection& admin, const std::string& name) {
  const auto rows = admin.execute("SELECT 1 FROM pg_database WHERE datname = " + quote_literal(name));
  if (!rows) return rows.error();
  return !rows->empty();
}

Result<void> drop_database(BlockingConnection& admin, const std::string& name, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kPause(100);
  for (auto waited = kPause;; waited += kPause) {
    const auto dropped = admin.execute("DROP DATABASE IF EXISTS " + quote_identifier(name) + " WITH (FORCE)");
    if (dropped) return {};
    // SQLSTATE object_in_use, insufficient_privilege: autovacuum is in it, which only superusers may end.
    const bool passing = dropped.error().detail.starts_with("55006") || dropped.error().detail.starts_with("42501");
    if (waited > patience || !passing) return dropped.error();
    std::this_thread::sleep_for(kPause);
  }
}

std::string with_suffix(std::string_view name, std::string_view suffix) {
  std::size_t size = std::min(name.size(), kMaxName - suffix.size());
  while (size < name.size() && size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0U) == 0x80U) --size;
  return std::string(name.substr(0, size)).append(suffix);
}

std::string random_suffix() { return to_hex(random_string(4)); }

Result<std::string> copy_properties(BlockingConnection& admin, const std::string& from, const std::string& to) {
  const auto rows = admin.execute(fmt::format(kProperties, quote_literal(from), quote_literal(to)));
  if (!rows) return rows.error();
  return rows->at(0).at(0).value_or("");
}

Result<std::string> read_properties(BlockingConnection& connection, const std::string& from) {
  const std::string statements = fmt::format(kProperties, quote_literal(from), quote_literal(kNameToCome));
  const auto rows = connection.execute(fmt::format("SELECT encode(convert_to(({}), 'UTF8'), 'hex')", statements));
  if (!rows) return rows.error();
  return from_hex(rows->at(0).at(0).value_or("")).value_or("");
}

std::string properties_for(std::string properties, const std::string& to) {
  const std::string name = quote_identifier(to);
  for (auto at = properties.find(kNameToCome); at != properties.npos;
       at = properties.find(kNameToCome, at + name.size()))
    properties.replace(at, kNameToCome.size(), name);
  return properties;
}

}  // namespace tenstone::backup
