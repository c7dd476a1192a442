// The runners that a declaration may name.
#include <array>
#include <fmt/core.h>
#include <optional>

#include "tenstone/platform/actions.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::platform {
namespace {

struct LogInput {
  std::string name = "World";
};
constexpr auto schema(validation::For<LogInput>) {
  return validation::object<LogInput>(validation::field("name", &LogInput::name).or_default().trim().length(1, 100));
}

struct CountdownInput {
  int from = 5;
  int every_ms = 1000;
};
constexpr auto schema(validation::For<CountdownInput>) {
  return validation::object<CountdownInput>(
      validation::field("from", &CountdownInput::from).or_default().range(1, 60),
      validation::field("every_ms", &CountdownInput::every_ms).or_default().range(10, 60'000));
}

Task<jobs::Outcome> log(jobs::Run& run) {
  const auto input = validation::parse_json<LogInput>(run.payload());
  if (!input) co_return discarded(input.error());
  run.log(fmt::format("Hello, {}", input->name));
  co_return jobs::Done{};
}

Task<jobs::Outcome> countdown(jobs::Run& run) {
  const auto input = validation::parse_json<CountdownInput>(run.payload());
  if (!input) co_return discarded(input.error());
  for (int left = input->from; left > 0; --left) {
    run.log(fmt::format("{} …", left));
    if (!co_await run.pause(std::chrono::milliseconds(input->every_ms)))
      throw Failure(Error(kBusy, "The worker stops; the countdown starts again elsewhere"));
  }
  run.log("Lift-off");
  co_return jobs::Done{};
}

struct FlakyInput {
  int times = 2;
  bool file = false;
};
constexpr auto schema(validation::For<FlakyInput>) {
  return validation::object<FlakyInput>(validation::field("times", &FlakyInput::times).or_default().range(0, 100),
                                        validation::field("file", &FlakyInput::file).or_default());
}

Task<> attach_note(jobs::Run& run) {
  const auto file = co_await run.attach(fmt::format("attempt-{}.txt", run.attempt()), "text/plain; charset=utf-8",
                                        fmt::format("Made by attempt {}\n", run.attempt()));
  if (!file) throw Failure(file.error());
  run.log(fmt::format("Attempt {} leaves the file {}", run.attempt(), to_string(*file)));
}

Task<jobs::Outcome> flaky(jobs::Run& run) {
  const auto input = validation::parse_json<FlakyInput>(run.payload());
  if (!input) co_return discarded(input.error());
  if (input->file) co_await attach_note(run);
  if (run.attempt() <= input->times) {
    run.log(logging::Level::Warn, fmt::format("Attempt {} fails, as it was told to", run.attempt()));
    co_return jobs::Retry{fmt::format("told to fail {} times", input->times), "told_to_fail"};
  }
  run.log(fmt::format("Attempt {} succeeds", run.attempt()));
  co_return jobs::Done{};
}

Task<jobs::Outcome> echo(jobs::Run& run) {
  run.log(run.payload());
  co_return jobs::Done{};
}

struct NamedHandler {
  std::string_view name;
  Task<jobs::Outcome> (*run)(jobs::Run&);
};
constexpr std::array<NamedHandler, 4> kBuiltins = {
    {{"countdown", countdown}, {"echo", echo}, {"flaky", flaky}, {"log", log}}};

}  // namespace

jobs::Discard discarded(const Error& error) {
  std::string reason = error.message;
  for (const Issue& issue : error.issues)
    reason += fmt::format("; {}: {}", issue.pointer.empty() ? "/" : issue.pointer, issue.message);
  return {std::move(reason), error.code};
}

std::optional<jobs::Handler> builtin(std::string_view name) {
  for (const NamedHandler& each : kBuiltins)
    if (each.name == name) return jobs::Handler(each.run);
  return std::nullopt;
}

std::vector<std::string_view> builtin_names() {
  std::vector<std::string_view> names;
  for (const NamedHandler& each : kBuiltins) names.push_back(each.name);
  return names;
}

}  // namespace tenstone::platform
