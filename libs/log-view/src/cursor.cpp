#include "tenstone/log_view/cursor.hpp"

namespace tenstone::log_view {
namespace {

struct ByLog : web::Paging {
  std::string log;
};
constexpr auto schema(validation::For<ByLog>) { return web::paged<ByLog>(validation::field("log", &ByLog::log)); }

ByLog by_log(std::string_view log) {
  ByLog out;
  out.log = log;
  return out;
}

}  // namespace

std::string id_of(const web::Cursors& cursors, std::string_view log, const Place& place) {
  return cursor_at(cursors, by_log(log), place);
}

Result<Place> place_of(const web::Cursors& cursors, std::string_view log, std::string_view id) {
  ByLog query = by_log(log);
  query.cursor = id;
  auto place = cursors.open<Place>(query);
  if (!place) return place.error();
  return std::move(**place);
}

}  // namespace tenstone::log_view
