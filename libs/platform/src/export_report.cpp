#include "export_report.hpp"

#include <fmt/core.h>

#include "tenstone/platform/actions.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::platform {
namespace {

enum class Format { Csv };
constexpr auto schema(validation::For<Format>) { return validation::enumeration<Format>({{"csv", Format::Csv}}); }

struct Input {
  Format format = Format::Csv;
};
constexpr auto schema(validation::For<Input>) {
  return validation::object<Input>(validation::field("format", &Input::format));
}

constexpr std::size_t kMostRows = 1000;

std::string to_csv(const std::vector<jobs::JobSummary>& jobs) {
  std::string out = "id,action,state,attempt,created_at,finished_at\r\n";  // RFC 4180; none of the values needs quotes
  for (const jobs::JobSummary& job : jobs)
    out += fmt::format("{},{},{},{},{},{}\r\n", to_string(job.id), action_of(job.kind), to_string(job.state),
                       job.attempt, to_rfc3339(job.created_at), job.finished_at ? to_rfc3339(*job.finished_at) : "");
  return out;
}

Task<jobs::Outcome> run_export(jobs::Run& run, jobs::Reader& reader) {
  const auto input = validation::parse_json<Input>(run.payload());
  if (!input) co_return discarded(input.error());
  const auto jobs = co_await reader.list(run.org_id(), {.limit = kMostRows});
  const auto file = co_await run.attach("jobs.csv", "text/csv; charset=utf-8", to_csv(jobs));
  if (!file) throw Failure(file.error());
  run.log(fmt::format("{} jobs are in jobs.csv: GET /v1/files/{}", jobs.size(), to_string(*file)));
  co_return jobs::Done{.result = fmt::format(R"({{"rows":{},"file":"{}"}})", jobs.size(), to_string(*file))};
}

}  // namespace

jobs::Handler export_report(jobs::Reader& reader) {
  return [&reader](jobs::Run& run) { return run_export(run, reader); };
}

}  // namespace tenstone::platform
