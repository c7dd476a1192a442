// Places in logs as opaque texts: the cursor of a page, the id of an entry or of an event. Signed as all cursors are
// (web/pages.hpp): each holds for the same filters only, which are the members of the query besides those of
// web::Paging.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/log_view/position.hpp"
#include "tenstone/web/pages.hpp"

namespace tenstone::log_view {

struct Place {
  Position position = {};
  std::optional<Time> near = {};  // of an entry beside it, where the log writes no years
};
constexpr auto schema(validation::For<Place>) {
  return validation::object<Place>(validation::field("p", &Place::position), validation::field("t", &Place::near));
}

// The text of a cursor for a query, which cursors.open<Place>(query) reads.
template <class Q>
std::string cursor_at(const web::Cursors& cursors, Q query, const Place& place) {
  query.limit = 1;  // a page of one row of two has a cursor, which is its row's key
  return *cursors.page(query, std::vector{place, place}, std::identity()).next_cursor;
}

// The id of an entry or an event: a place in a log, whatever the query was.
std::string id_of(const web::Cursors& cursors, std::string_view log, const Place& place);
// Error: invalid_cursor.
Result<Place> place_of(const web::Cursors& cursors, std::string_view log, std::string_view id);

}  // namespace tenstone::log_view
