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
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();  // when its delay began

  // What is left of the delay when the row leaves for the database, in milliseconds, rounded up. The statement counts
  // it from its own transaction on: rows that waited for others before that would be late by their wait, and a rounding
  // down would make them early.
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
