// The pair is compared as a whole, as in SQL: (created_at, id) < ($1, $2). One row more than the page holds is asked
// for; whether it is there tells whether there is a next page.
#pragma once
#include <tuple>

#include "../row.hpp"

namespace solution {

inline bool is_behind(const exercise::Row& row, const exercise::Place& place) {
  return std::tie(row.created_at, row.id) < std::tie(place.created_at, place.id);
}

inline exercise::Page page(const exercise::Rows& table, const std::optional<exercise::Place>& after,
                           std::size_t limit) {
  exercise::Page page;
  for (const exercise::Row& row : table) {
    if (after && !is_behind(row, *after)) continue;
    if (page.rows.size() == limit) {
      page.next = {page.rows.back().created_at, page.rows.back().id};
      break;
    }
    page.rows.push_back(row);
  }
  return page;
}

}  // namespace solution
