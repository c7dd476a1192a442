#include "backup_output.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "own_name.hpp"
#include "progress.hpp"

namespace tenstone::cli {
namespace {

std::string size_text(std::uint64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

std::string seconds_text(std::int64_t ms) { return fmt::format("{:.1f} s", static_cast<double>(ms) / 1e3); }

std::string time_text(Time time) { return to_rfc3339(time).substr(0, 19) + "Z"; }

std::string qualified(const std::string& schema, const std::string& name) { return schema + '.' + name; }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& each : words) out += (out.empty() ? "" : ", ") + each;
  return out;
}

std::string marks_of(const backup::VersionAnswer& version) {
  std::string out = version.pinned ? "  pinned" : "";
  if (version.drilled_at) out += "  drilled " + time_text(*version.drilled_at);
  return out;
}

}  // namespace

std::string as_text(const backup::VersionAnswer& version) {
  if (version.damaged)
    return console::format("{:24}  damaged: see `{} backup verify`\n", version.version, program_name());
  return console::format("{:24}  {}  {:>5} tables  {:>11} rows  {:>11}  {:>11} new{}\n", version.version,
                         time_text(version.taken_at), version.tables, version.rows, size_text(version.total_bytes),
                         size_text(version.new_bytes), marks_of(version));
}

std::string as_text(const backup::VersionsAnswer& versions) {
  std::string out;
  for (const auto& each : versions.items) out += as_text(each);
  return out;
}

std::string as_text(const backup::VersionDetails& version) {
  std::string out = as_text(static_cast<const backup::VersionAnswer&>(version));
  out += console::format("taken in {} by {} of PostgreSQL {} at {}; {} sequences\n", seconds_text(version.duration_ms),
                         version.tool_version.empty() ? "an unknown version" : "version " + version.tool_version,
                         version.server_version, version.lsn, version.sequences);
  for (const auto& each : version.table_list)
    out += console::format("{:40}  {:>11} rows  {:>11}\n", qualified(each.schema, each.name), each.rows,
                           size_text(each.bytes));
  return out;
}

std::string as_text(const backup::RestoreAnswer& restored) {
  std::string out = console::format("{}: {} tables, {} rows, {}; loaded in {}, compared in {}\n", restored.database,
                                    restored.tables, restored.rows, size_text(restored.bytes),
                                    seconds_text(restored.load_ms), seconds_text(restored.compare_ms));
  if (restored.old) out += console::format("the former database is {}\n", *restored.old);
  return out;
}

std::string as_text(const backup::DrillReport& report) {
  std::string out = console::format("{}: {} tables, {} rows, {}; loaded in {}, compared in {}: {}\n", report.version,
                                    report.tables, report.rows, size_text(report.bytes), seconds_text(report.load_ms),
                                    seconds_text(report.compare_ms),
                                    report.differences.empty() ? "all is the same" : "there are differences");
  for (const auto& each : report.differences)
    out += console::format("{} {}\n", qualified(each.schema, each.name), each.what);
  return out;
}

std::string as_text(const backup::VerifyAnswer& report) {
  std::string out =
      console::format("{} versions, {} packs, {} chunks, {} read: {}\n", report.versions, report.packs, report.chunks,
                      size_text(report.bytes),
                      report.damages.empty() ? "no damage" : console::format("{} damaged", report.damages.size()));
  if (report.unused_packs > 0) out += console::format("{} packs are in no index, until a prune\n", report.unused_packs);
  for (const auto& each : report.damages)
    out += console::format("{}; {}\n", each.what,
                           each.versions.empty() ? "no version needs it" : "lost with it: " + joined(each.versions));
  return out;
}

std::string as_text(const backup::PruneAnswer& report) {
  return console::format("{} packs marked, {} deleted, {} of them rewritten, {} freed\n", report.marked, report.deleted,
                         report.rewritten, size_text(report.freed_bytes));
}

std::string as_text(const backup::RetentionAnswer& plan) {
  std::string out;
  for (const auto& each : plan.items)
    out += console::format("{}  {:24}  {}\n", each.keep ? "keep  " : "forget", each.version, each.reason);
  return out;
}

std::string as_text(const backup::ForgottenAnswer& forgotten) {
  std::string out;
  for (const std::string& each : forgotten.forgotten) out += console::format("{} is forgotten\n", each);
  return out.empty() ? "nothing is to be forgotten\n" : out;
}

std::string backup_progress_line(const backup::Progress& progress, std::chrono::milliseconds elapsed) {
  std::string out(progress.phase);
  const double share =
      progress.total == 0 ? 0 : std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
  if (progress.total > 0) out += ' ' + progress_bar(share);
  if (progress.tables > 0) out += fmt::format(", {} tables", progress.tables);
  if (progress.rows > 0) out += fmt::format(", {} rows", progress.rows);
  out += ", " + size_text(progress.bytes);
  if (share <= 0) return out;
  const auto left = static_cast<std::int64_t>(static_cast<double>(elapsed.count()) * (1 - share) / share / 1e3);
  return out + fmt::format(", {}:{:02} left", left / 60, left % 60);
}

}  // namespace tenstone::cli
