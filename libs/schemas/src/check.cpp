#include "tenstone/schemas/check.hpp"

namespace tenstone::schemas {

Report report_of(const json_schema::LinesReport& lines) {
  Report out{.rows = static_cast<std::int64_t>(lines.lines),
             .valid = static_cast<std::int64_t>(lines.valid),
             .invalid = static_cast<std::int64_t>(lines.invalid),
             .unreadable = static_cast<std::int64_t>(lines.unreadable),
             .truncated = lines.truncated};
  for (const auto& [code, count] : lines.by_code) out.by_code.emplace(code, static_cast<std::int64_t>(count));
  std::vector<RowFault> faults;
  for (const json_schema::LineFault& fault : lines.faults)
    faults.push_back({static_cast<std::int64_t>(fault.line),
                      static_cast<std::int64_t>(fault.column),
                      fault.pointer,
                      fault.code,
                      fault.message,
                      {fault.params}});
  out.faults.text = validation::to_json(faults);
  return out;
}

}  // namespace tenstone::schemas
