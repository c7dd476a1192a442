// schedule add | list | pause | resume | run | remove | preview
#include "tenstone/platform/schedules.hpp"

#include <fmt/core.h>

#include "one_line.hpp"
#include "person.hpp"
#include "process.hpp"
#include "schedule_verbs.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kCatchUpUnknown{
    ErrorKind::Invalid, "catch_up_unknown",
    "Of missed times there run: skip (none), last (the latest) or all (the latest ten, or as many as --max says)"};
inline const ErrorCode kCatchUpInvalid{ErrorKind::Invalid, "catch_up_invalid",
                                       "The missed times cannot be made up for in this way"};
inline const ErrorCode kDstUnknown{ErrorKind::Invalid, "dst_unknown",
                                   "This is not what may become of times when the clocks are changed"};
inline const ErrorCode kInputNotJson{ErrorKind::Invalid, "input_not_json", "The input is not JSON"};

template <class T>
T taken(Result<T> result) {
  if (!result) throw Failure(in_one_line(result.error()));
  return std::move(*result);
}

recurrence::Dst dst_of(const ScheduleWords& words) {
  const auto* gap = validation::kSchema<recurrence::Gap>.find(words.gap);
  if (gap == nullptr || *gap == recurrence::Gap::Reject)
    throw Failure(Error(kDstUnknown, fmt::format("--gap {}: must be run_after, shift or skip", words.gap)));
  const auto* overlap = validation::kSchema<recurrence::Overlap>.find(words.overlap);
  if (overlap == nullptr || *overlap == recurrence::Overlap::Reject)
    throw Failure(Error(kDstUnknown, fmt::format("--overlap {}: must be first, last or both", words.overlap)));
  return {*gap, *overlap};
}

template <class T>
T taken_from(std::string_view option, Result<T> result) {
  if (!result) result.error().message = fmt::format("{}: {}", option, result.error().message);
  return taken(std::move(result));
}

recurrence::Schedule rule_of(const ScheduleWords& words) {
  return {taken_from("--cron", recurrence::Cron::parse(words.cron)),
          taken_from("--zone", recurrence::Zone::find(words.zone)), dst_of(words)};
}

recurrence::CatchUp catch_up_of(const ScheduleWords& words) {
  const auto* policy = validation::kSchema<recurrence::CatchUp::Policy>.find(words.catch_up);
  if (policy == nullptr)
    throw Failure(Error(kCatchUpUnknown, fmt::format("--catch-up {}: {}", words.catch_up, kCatchUpUnknown.meaning())));
  recurrence::CatchUp catch_up{.policy = *policy};
  const auto invalid = [](std::string message) { throw Failure(Error(kCatchUpInvalid, std::move(message))); };
  if (words.max) {
    if (*policy != recurrence::CatchUp::Policy::All) invalid("--max belongs to --catch-up all");
    if (*words.max < 1 || *words.max > recurrence::kMaxCatchUp)
      invalid(fmt::format("--max {}: must be 1 to {}", *words.max, recurrence::kMaxCatchUp));
    catch_up.max = *words.max;
  }
  if (words.window.empty()) return catch_up;
  const auto window = config::parse_duration(words.window);
  const auto seconds = window ? std::chrono::floor<std::chrono::seconds>(*window).count() : 0;
  if (seconds < recurrence::kMinWindowSeconds || seconds > recurrence::kMaxWindowSeconds)
    invalid(fmt::format("--window {}: must be a time from 1min to 3650d, such as 6h", words.window));
  catch_up.window_seconds = seconds;
  return catch_up;
}

const web::IfMatch kWhatever{.any = true, .versions = {}};

// The rule as somebody would type it.
struct TypedRule {
  std::string cron, tz;
  validation::Json dst;
};
constexpr auto schema(validation::For<TypedRule>) {
  using validation::field;
  return validation::object<TypedRule>(field("cron", &TypedRule::cron), field("tz", &TypedRule::tz),
                                       field("dst", &TypedRule::dst));
}

void print(const jobs::ScheduleView& schedule) {
  const auto rule = validation::parse_json<TypedRule>(schedule.rule).value_or(TypedRule{});
  console::print("{:20}  {:20}  {}  {}", schedule.name, platform::scheduled_action(schedule).action, rule.cron,
                 rule.tz);
  if (schedule.declared) console::print("  by a file");
  if (schedule.paused_at)
    console::print("  paused");
  else if (schedule.fault)
    console::print("  broken: {}", *schedule.fault);
  else
    console::print("  next {}", schedule.next_at ? to_rfc3339(*schedule.next_at) : "never");
  if (schedule.last_at) console::print("  last {}", to_rfc3339(*schedule.last_at));
  console::print("\n");
}

int for_person(const Settings& settings, const ScheduleWords& words,
               const std::function<Task<>(platform::ActionSchedules& schedules, const platform::Requester& by)>& work,
               const std::string& starts = "") {
  Process process("schedule", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const platform::Requester by = requester(co_await find_person(process, words.email));
    if (!starts.empty())
      if (const auto run = co_await process.platform.ask_workers(starts); !run) throw Failure(run.error());
    co_await work(process.platform.schedules(), by);
  });
  return 0;
}

}  // namespace

int schedule_add(const Settings& settings, const ScheduleWords& words) {
  const auto input = validation::parse_json<validation::Json>(words.input);
  if (!input) throw Failure(Error(kInputNotJson, "--input: " + input.error().message));
  const platform::ActionSchedule made{.name = words.name.empty() ? words.action : words.name,
                                      .action = words.action,
                                      .rule = rule_of(words),
                                      .catch_up = catch_up_of(words),
                                      .input = input->text};
  return for_person(
      settings, words,
      [&](auto& schedules, const platform::Requester& by) -> Task<> {
        // Whatever is there: an operator says what is to be.
        const auto before = co_await schedules.find(by.org, made.name);
        taken(co_await schedules.put(by, made, before ? std::optional(kWhatever) : std::nullopt));
        print(taken(co_await schedules.find(by.org, made.name)));
      },
      words.action);
}

int schedule_list(const Settings& settings, const ScheduleWords& words) {
  return for_person(settings, words, [](auto& schedules, const platform::Requester& by) -> Task<> {
    for (const auto& each : co_await schedules.list(by.org, static_cast<std::size_t>(jobs::kMostSchedules)))
      print(each);
  });
}

int schedule_do(const Settings& settings, const ScheduleWords& words, ScheduleVerb verb) {
  return for_person(settings, words, [&](auto& schedules, const platform::Requester& by) -> Task<> {
    const auto require = [](const auto& done) {
      if (!done) throw Failure(done.error());
    };
    if (verb == ScheduleVerb::Pause) require(co_await schedules.pause(by, words.name, kWhatever));
    if (verb == ScheduleVerb::Resume) require(co_await schedules.resume(by, words.name, kWhatever));
    if (verb == ScheduleVerb::Remove) require(co_await schedules.remove(by, words.name, kWhatever));
    if (verb == ScheduleVerb::Run) console::print("{}\n", to_string(taken(co_await schedules.run(by, words.name))));
  });
}

int schedule_preview(const Settings& settings, const ScheduleWords& words) {
  const Process process("schedule", settings);
  const recurrence::Schedule rule = rule_of(words);
  for (const Time at : rule.next_times(SystemClock().now(), static_cast<std::size_t>(words.count)))
    console::print("{}  {}\n", to_rfc3339(at), recurrence::to_text(rule.zone.to_local(at)));
  return 0;
}

}  // namespace tenstone::cli
