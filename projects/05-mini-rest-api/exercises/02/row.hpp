// What both answers to exercise 02 work with.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "tenstone/core/clock.hpp"

namespace exercise {

using tenstone::Time;

struct Row {
  Time created_at{};
  std::int64_t id = 0;  // no two rows have the same

  bool operator==(const Row&) const = default;
};

// A table that is read newest first: by created_at, and where that is equal by id, both descending.
using Rows = std::vector<Row>;

// Where a page ends: the row that it ended with, which may have been deleted since.
struct Place {
  Time created_at{};
  std::int64_t id = 0;
};

struct Page {
  Rows rows;
  std::optional<Place> next;  // nothing: there are no rows behind this page
};

}  // namespace exercise
