#include "sqlstate.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {
namespace {

std::string_view field(const pg_result* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

const ErrorCode* constraint_code(std::string_view state) {
  if (state == "23505") return &kUniqueViolation;
  if (state == "23503") return &kForeignKeyViolation;
  if (state == "23514") return &kCheckViolation;
  if (state == "23502") return &kNotNullViolation;
  if (state == "23P01") return &kExclusionViolation;
  return nullptr;
}

const ErrorCode& fatal_code(std::string_view state) {
  if (state == "57014") return kDeadlineExceeded;                    // query_canceled
  if (state == "22021" || state == "22P05") return kUnstorableText;  // character_not_in_repertoire
  if (state.starts_with("53")) return kDatabaseBusy;                 // insufficient resources
  if (state.starts_with("08") || state.starts_with("57P")) return kDatabaseUnavailable;
  return kDatabaseError;
}

}  // namespace

Diagnosis diagnose(const pg_result* result, std::string_view statement) {
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  const std::string_view severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (const ErrorCode* code = constraint_code(state)) {
    const std::string_view name = field(result, PG_DIAG_CONSTRAINT_NAME);
    const std::string_view column = field(result, PG_DIAG_COLUMN_NAME);
    return {.error = Error(*code, {}, std::string(name.empty() ? column : name)), .fatal = false};
  }
  std::string detail = fmt::format("{}: {} {}", statement, state, field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (const auto more = field(result, PG_DIAG_MESSAGE_DETAIL); !more.empty()) detail += fmt::format(" ({})", more);
  if (state == "40001" || state == "40P01")
    return {.error = Error(kTransactionConflict, {}, std::move(detail)), .fatal = false};
  if (state == "25006") detail += ": it writes, so it needs write() or a transaction";
  const bool outdated = state == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
  return {.error = Error(fatal_code(state), {}, std::move(detail)),
          .stale = state == "26000" || outdated,
          .disconnected = severity == "FATAL" || severity == "PANIC"};
}

}  // namespace tenstone::postgres
