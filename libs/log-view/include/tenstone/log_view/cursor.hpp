// A Position as the opaque text of a page's cursor or of an event's id, signed as all cursors are (web/pages.hpp). It
// holds for the same filters only, which are the members of the query besides those of web::Paging:
//
//   const auto position = cursors.open<Position>(query);      // error: invalid_cursor
//   auto log = locate(sources, query.log, **position);        // error: log_gone
//   …
//   answer.next_cursor = cursor_at(cursors, query, {…});
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/log_view/position.hpp"
#include "tenstone/web/pages.hpp"

namespace tenstone::log_view {

// The text of a cursor for a query, which Cursors::open<Position>(query) reads.
template <class Q>
std::string cursor_at(const web::Cursors& cursors, Q query, const Position& position) {
  query.limit = 1;  // a page of one row of two has a cursor, which is its row's key
  return *cursors.page(query, std::vector{position, position}, std::identity()).next_cursor;
}

}  // namespace tenstone::log_view
