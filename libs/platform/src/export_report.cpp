#include "export_report.hpp"

#include <fmt/core.h>

#include "tenstone/core/whole_file.hpp"
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

Task<jobs::Outcome> run_export(jobs::Run& run, jobs::Reader& reader, runtime::BlockingPool& blocking,
                               std::filesystem::path folder) {
  const auto input = validation::parse_json<Input>(run.payload());
  if (!input) co_return discarded(input.error());
  const auto jobs = co_await reader.list(run.org_id(), {.limit = kMostRows});
  const std::filesystem::path file = folder / (to_string(run.id()) + ".csv");
  std::string text = to_csv(jobs);
  auto write = [file, text = std::move(text)] {
    std::filesystem::create_directories(file.parent_path());
    return write_whole_file(file, text, 0644);
  };
  const auto written = co_await blocking.run(std::move(write));
  if (!written) throw Failure(written.error());
  if (!*written) throw Failure(written->error());
  run.log(fmt::format("{} jobs are in {}", jobs.size(), file.string()));
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler export_report(jobs::Reader& reader, runtime::BlockingPool& blocking, std::filesystem::path folder) {
  return [&reader, &blocking, folder = std::move(folder)](jobs::Run& run) {
    return run_export(run, reader, blocking, folder);
  };
}

}  // namespace tenstone::platform
