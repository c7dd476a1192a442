// action run, job list | show | cancel | retry: straight to the database, for whoever runs the installation.
#include <fmt/core.h>

#include "one_line.hpp"
#include "person.hpp"
#include "process.hpp"
#include "tenstone/validation/validation.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kUnknownState{ErrorKind::Invalid, "job_state_unknown",
                                     "A job is queued, running, retrying, succeeded, failed or cancelled"};
inline const ErrorCode kNotAJobId{ErrorKind::Invalid, "job_id_invalid", "That is not a job's number"};

std::optional<jobs::JobState> state_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto state = jobs::job_state_of(text)) return state;
  throw Failure(Error(kUnknownState, fmt::format("--state {}: {}", text, kUnknownState.meaning())));
}

Uuid job_id_of(const std::string& text) {
  if (const auto id = parse_uuid(text)) return *id;
  throw Failure(Error(
      kNotAJobId, fmt::format("{} is not a job's number: it looks like 018bcfe5-6800-7000-8000-000000000000", text)));
}

Task<Uuid> organisation_of(Process& process, Uuid job) {
  const auto org = co_await process.platform.jobs().organisation_of(job);
  if (!org) throw Failure(Error(jobs::kJobNotFound, fmt::format("there is no job {}", to_string(job))));
  co_return *org;
}

void print(const jobs::JobSummary& job) {
  fmt::print("{}  {:9}  {:20}  attempt {}  {}", to_string(job.id), to_string(job.state), platform::action_of(job.kind),
             job.attempt, to_rfc3339(job.created_at));
  if (job.next_run_at) fmt::print("  next {}", to_rfc3339(*job.next_run_at));
  fmt::print("\n");
}

void print(const jobs::AttemptView& attempt) {
  fmt::print("  attempt {}  {}  {} – {}\n", attempt.attempt, attempt.outcome ? to_string(*attempt.outcome) : "running",
             to_rfc3339(attempt.started_at), attempt.finished_at ? to_rfc3339(*attempt.finished_at) : "");
  if (attempt.error_code) fmt::print("    error  {}: {}\n", *attempt.error_code, attempt.error_text.value_or(""));
  for (const jobs::LogLine& line : attempt.logs)
    fmt::print("    {}  {:5}  {}\n", to_rfc3339(line.at), to_string(line.level), line.text);
}

}  // namespace

int action_run(const Settings& settings, const std::string& name, const std::string& input, const std::string& email) {
  const auto document = validation::parse_json<validation::Json>(input);
  if (!document) throw Failure(Error(validation::kInvalidJson, "--input: " + document.error().message));
  Process process("action", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person who = co_await find_person(process, email);
    co_await connect_redis(process);
    platform::Headers told;
    const auto job = co_await process.platform.trigger(requester(who), name, document->text, "", told);
    if (!job) throw Failure(in_one_line(job.error()));
    fmt::print("job: {}{}\n", to_string(job->id), job->existed ? " (it was there already)" : "");
  });
  return 0;
}

int job_list(const Settings& settings, const std::string& state, int limit, const std::string& email) {
  const auto which = state_of(state);
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person who = co_await find_person(process, email);
    for (const jobs::JobSummary& job :
         co_await process.platform.jobs().list(who.org, {.state = which, .limit = static_cast<std::size_t>(limit)}))
      print(job);
  });
  return 0;
}

int job_show(const Settings& settings, const std::string& text) {
  const Uuid id = job_id_of(text);
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Uuid org = co_await organisation_of(process, id);
    const auto job = co_await process.platform.jobs().find(org, id);
    if (!job) throw Failure(jobs::kJobNotFound);
    print(*job);
    for (const jobs::AttemptView& attempt : job->attempts) print(attempt);
  });
  return 0;
}

int job_cancel(const Settings& settings, const std::string& text) {
  const Uuid id = job_id_of(text);
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    platform::Requester by{co_await organisation_of(process, id), "operator"};
    const auto done = co_await process.platform.cancel(std::move(by), id);
    if (!done) throw Failure(done.error());
  });
  return 0;
}

int job_retry(const Settings& settings, const std::string& text) {
  const Uuid id = job_id_of(text);
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    platform::Requester by{co_await organisation_of(process, id), "operator"};
    const auto done = co_await process.platform.retry(std::move(by), id);
    if (!done) throw Failure(done.error());
  });
  return 0;
}

}  // namespace tenstone::cli
