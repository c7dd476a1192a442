#include "read_schedule.hpp"

#include "tenstone/platform/schedules.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::platform {
namespace {

struct ScheduleKeys {
  recurrence::Cron cron;
  recurrence::Zone zone = {};
  std::string as;
  recurrence::Dst dst = {};
  recurrence::CatchUp catch_up = {};
  validation::Json input{"{}"};
};
constexpr auto schema(validation::For<ScheduleKeys>) {
  using validation::field;
  return validation::object<ScheduleKeys>(
             field("cron", &ScheduleKeys::cron), field("zone", &ScheduleKeys::zone).or_default(),
             field("as", &ScheduleKeys::as), field("dst", &ScheduleKeys::dst).or_default(),
             field("catch_up", &ScheduleKeys::catch_up).or_default(), field("input", &ScheduleKeys::input).or_default())
      .refine(
          "dst", "/dst",
          [](const ScheduleKeys& keys) {
            return keys.dst.gap != recurrence::Gap::Reject && keys.dst.overlap != recurrence::Overlap::Reject;
          },
          "cannot be reject for a schedule");
}

}  // namespace

std::optional<DeclaredSchedule> read_schedule(Checker& check, const YamlNode::Entry& entry,
                                              const std::optional<json_schema::Schema>& input) {
  // `below`: a JSON Pointer into the schedule.
  const auto fault = [&](const std::string& below, std::string_view message) {
    check.fault_at(line_of(entry.value, below), "/schedule" + below, "schedule" + below, message);
  };
  const auto faults = [&](const std::string& below, const Error& error) {
    if (error.issues.empty()) fault(below, error.message);
    for (const Issue& issue : error.issues) fault(below + issue.pointer, issue.message);
  };
  if (check.of_body()) {
    fault("", "belongs into a file of the actions folder; for other actions: tenstone schedule add");
    return std::nullopt;
  }
  if (entry.value.kind != YamlNode::Kind::Map) {
    fault("", "must be a map, such as { cron: \"0 7 * * MON\", zone: Europe/Riga, as: olaf@example.com }");
    return std::nullopt;
  }
  auto keys = validation::parse_json<ScheduleKeys>(to_json(entry.value));
  if (!keys) {
    faults("", keys.error());
    return std::nullopt;
  }
  auto as = auth::parse_email(keys->as);
  if (!as) fault("/as", as.error().message);
  const bool small = keys->input.text.size() <= kMaxScheduleInputBytes;
  if (!small) fault("/input", "must be at most 47 KiB");
  const auto fits = input ? input->check(keys->input.text) : Result<void>();
  if (!fits) faults("/input", fits.error());
  if (!as || !small || !fits) return std::nullopt;
  return DeclaredSchedule{.rule = {std::move(keys->cron), keys->zone, keys->dst},
                          .as = std::move(*as),
                          .catch_up = keys->catch_up,
                          .input = std::move(keys->input.text)};
}

}  // namespace tenstone::platform
