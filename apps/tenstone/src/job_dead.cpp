// job dead | redrive
#include <fmt/core.h>

#include "job_verbs.hpp"
#include "person.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kTimeInvalid{ErrorKind::Invalid, "time_invalid",
                                    "A time looks like 2026-11-30T07:00:00Z (RFC 3339)"};
inline const ErrorCode kWhoseJobs{ErrorKind::Invalid, "whose_jobs",
                                  "Say whose jobs: --as EMAIL, or --all of the installation"};

std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

std::optional<Time> time_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_rfc3339(text);
  if (!time) throw Failure(Error(kTimeInvalid, fmt::format("{}: {}", text, kTimeInvalid.meaning())));
  return time;
}

Task<jobs::DeadFilter> filter_of(Process& process, const DeadWords& words) {
  if (words.email.empty() != words.all) throw Failure(kWhoseJobs);
  jobs::DeadFilter filter{.kind = given(words.kind),
                          .queue = given(words.queue),
                          .error_code = given(words.error_code),
                          .from = time_of(words.from),
                          .until = time_of(words.until)};
  if (!words.action.empty()) filter.kind = platform::job_kind(words.action);
  if (!words.all) filter.org = (co_await find_person(process, words.email)).org;
  co_return filter;
}

}  // namespace

int job_dead(const Settings& settings, const DeadWords& words) {
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    jobs::DeadLetters dead(process.service.database());
    const auto filter = co_await filter_of(process, words);
    for (const jobs::DeadJob& job : co_await dead.list(filter, static_cast<std::size_t>(words.limit)))
      console::print("{}  {}  {:20}  {:12}  attempt {}  {}: {}\n", to_string(job.id), to_rfc3339(job.died_at),
                     platform::action_of(job.kind), job.queue, job.attempt, job.error_code.value_or("lost"),
                     job.error_text.value_or(""));
  });
  return 0;
}

int job_redrive(const Settings& settings, const DeadWords& words) {
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto filter = co_await filter_of(process, words);
    const auto done = co_await process.platform.redrive("operator", filter);
    if (!done) throw Failure(done.error());
    console::print("{} wait again{}\n", done->redriven,
                   done->left > 0 ? fmt::format("; {} stay: another job was made for the same since", done->left) : "");
  });
  return 0;
}

}  // namespace tenstone::cli
