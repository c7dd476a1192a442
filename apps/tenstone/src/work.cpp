// action run, job list | show | cancel | retry: straight to the database, for whoever runs the installation.
#include <fmt/core.h>

#include "one_line.hpp"
#include "person.hpp"
#include "process.hpp"
#include "tenstone/api/job_json.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/pages.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kUnknownState{ErrorKind::Invalid, "job_state_unknown",
                                     "A job is queued, running, retrying, succeeded, failed or cancelled"};
inline const ErrorCode kDelayInvalid{ErrorKind::Invalid, "delay_invalid",
                                     "A delay is a time of at most 30 days, such as 90s, 10min or 2h"};
inline const ErrorCode kNotAJobId{ErrorKind::Invalid, "job_id_invalid", "That is not a job's number"};

std::optional<jobs::JobState> state_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto* state = validation::kSchema<jobs::JobState>.find(text)) return *state;
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

struct Found {
  jobs::JobView job;
  std::vector<files::File> files;
};
Task<Found> found(Process& process, Uuid id) {
  const Uuid org = co_await organisation_of(process, id);
  auto job = co_await process.platform.jobs().find(org, id);
  if (!job) throw Failure(jobs::kJobNotFound);
  auto files = co_await process.platform.files_of(org, *job);
  co_return Found{std::move(*job), std::move(files)};
}

Task<api::JobJson> shown(Process& process, Uuid id) {
  const Found all = co_await found(process, id);
  co_return api::to_json_of(all.job, all.files);
}

template <class T>
void print_json(const T& answer) {
  console::print("{}\n", validation::to_json(answer));
}

void print(const jobs::JobSummary& job) {
  console::print("{}  {:9}  {:20}  attempt {}  {}", to_string(job.id), to_string(job.state),
                 platform::action_of(job.kind), job.attempt, to_rfc3339(job.created_at));
  if (job.next_run_at) console::print("  next {}", to_rfc3339(*job.next_run_at));
  console::print("\n");
}

void print(const files::File& file) {
  console::print("  file  {}  {}  {} bytes  until {}\n", to_string(file.id), file.name, file.size,
                 to_rfc3339(file.expires_at));
}

void print(const jobs::AttemptView& attempt) {
  console::print("  attempt {}  {}  {} – {}\n", attempt.attempt,
                 attempt.outcome ? to_string(*attempt.outcome) : "running", to_rfc3339(attempt.started_at),
                 attempt.finished_at ? to_rfc3339(*attempt.finished_at) : "");
  if (attempt.error_code) console::print("    error  {}: {}\n", *attempt.error_code, attempt.error_text.value_or(""));
  for (const jobs::LogLine& line : attempt.logs)
    console::print("    {}  {:5}  {}\n", to_rfc3339(line.at), to_string(line.level), line.text);
}

}  // namespace

int action_run(const Settings& settings, const std::string& name, const std::string& input, const std::string& delay,
               const std::string& email, bool json) {
  const auto document = validation::parse_json<validation::Json>(input);
  if (!document) throw Failure(Error(validation::kInvalidJson, "--input: " + document.error().message));
  const auto pause = config::parse_duration(delay);
  if (!pause || *pause > platform::kMaxDelay)
    throw Failure(Error(kDelayInvalid, fmt::format("--delay {}: {}", delay, kDelayInvalid.meaning())));
  Process process("action", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person who = co_await find_person(process, email);
    if (const auto run = co_await process.platform.ask_workers(name); !run) throw Failure(run.error());
    platform::Headers told;
    const auto job = co_await process.platform.trigger(requester(who), {name, document->text, "", *pause}, told);
    if (!job) throw Failure(in_one_line(job.error()));
    if (json)
      print_json(api::JobAnswer{co_await shown(process, job->id), job->existed ? std::optional(true) : std::nullopt});
    else
      console::print("job: {}{}\n", to_string(job->id), job->existed ? " (it was there already)" : "");
  });
  return 0;
}

int job_list(const Settings& settings, const std::string& state, int limit, const std::string& email, bool json) {
  const auto which = state_of(state);
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person who = co_await find_person(process, email);
    std::vector<api::JobJson> page;
    for (const jobs::JobSummary& job :
         co_await process.platform.jobs().list(who.org, {.state = which, .limit = static_cast<std::size_t>(limit)})) {
      if (json)
        page.push_back(api::to_json_of(job));
      else
        print(job);
    }
    if (json) print_json(web::Page<api::JobJson>{std::move(page)});
  });
  return 0;
}

int job_show(const Settings& settings, const std::string& text, bool json) {
  const Uuid id = job_id_of(text);
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Found all = co_await found(process, id);
    if (json) co_return print_json(api::JobAnswer{api::to_json_of(all.job, all.files)});
    print(all.job);
    if (all.job.result) console::print("  result  {}\n", *all.job.result);
    for (const files::File& file : all.files) print(file);
    for (const jobs::AttemptView& attempt : all.job.attempts) print(attempt);
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
