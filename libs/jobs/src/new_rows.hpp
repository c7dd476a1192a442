// The statements that put jobs into the queue, many in one, each with its audit entry.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/jobs/job.hpp"
#include "tenstone/postgres/statement.hpp"

namespace tenstone::jobs {

// A job whose names are numbers.
struct NewRow {
  Uuid id, org_id;
  std::int32_t queue, kind;
  std::int16_t priority;
  std::optional<std::string> trace;
  postgres::Bytes payload;
  std::int64_t delay_ms;
  std::optional<Unique> unique;
  std::optional<Audit> audit;
  Uuid audit_id;
  // When the delay began, of a row that waits for others before its transaction begins. Unset: with its transaction.
  std::optional<std::chrono::steady_clock::time_point> since = {};

  // What is left of the delay when the row leaves for the database, in milliseconds, rounded up: a rounding down would
  // make it early. The statement counts it from its transaction on, so a row that waited would be late by its wait.
  std::int64_t delay_left(std::chrono::steady_clock::time_point now) const;
};

// None of them is unique. Returns no rows that anybody needs.
postgres::Query insert(const std::vector<NewRow>& rows);

// Those of `rows` at these places, all of them unique. Returns UniqueOutcomes in no order; none for a row whose key was
// taken by somebody who came after the statement's snapshot: then send it again.
postgres::Query insert_unique(const std::vector<NewRow>& rows, const std::vector<std::size_t>& places);
struct UniqueOutcome {
  std::int64_t place;
  Uuid id;
  bool existed;
};

}  // namespace tenstone::jobs
