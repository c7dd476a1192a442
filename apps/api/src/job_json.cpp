#include "tenstone/api/job_json.hpp"

#include "tenstone/platform/actions.hpp"

namespace tenstone::api {
namespace {

AttemptJson to_json_of(const jobs::AttemptView& attempt) {
  AttemptJson out{.attempt = attempt.attempt,
                  .outcome = attempt.outcome ? std::string(to_string(*attempt.outcome)) : "running",
                  .started_at = attempt.started_at,
                  .finished_at = attempt.finished_at};
  if (attempt.error_code) out.error = ErrorJson{*attempt.error_code, attempt.error_text.value_or("")};
  for (const jobs::LogLine& line : attempt.logs)
    out.logs.push_back({line.at, std::string(to_string(line.level)), line.text});
  return out;
}

}  // namespace

JobJson to_json_of(const jobs::JobSummary& job) {
  return {.id = job.id,
          .action = std::string(platform::action_of(job.kind)),
          .state = std::string(to_string(job.state)),
          .attempt = job.attempt,
          .created_at = job.created_at,
          .next_run_at = job.next_run_at,
          .finished_at = job.finished_at};
}

JobJson to_json_of(const jobs::JobView& job, const std::vector<files::File>& files) {
  JobJson out = to_json_of(static_cast<const jobs::JobSummary&>(job));
  out.request_id = job.trace;
  if (job.result) out.result = validation::Json{*job.result};
  for (const files::File& file : files)
    out.files.push_back({file.id, file.name, file.content_type, static_cast<std::int64_t>(file.size), file.expires_at,
                         "/v1/files/" + to_string(file.id)});
  for (const jobs::AttemptView& attempt : job.attempts) out.attempts.push_back(to_json_of(attempt));
  return out;
}

}  // namespace tenstone::api
