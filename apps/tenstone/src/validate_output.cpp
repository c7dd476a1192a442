#include "validate_output.hpp"

#include <fmt/core.h>

#include "tenstone/core/console.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::cli {
namespace {

using validation::JsonObject;

std::string_view display_name(std::string_view file) { return file == "-" ? "<stdin>" : file; }

// The members that faults of documents and of lines have in common.
template <class Fault>
JsonObject fault_object(const Fault& fault) {
  JsonObject out;
  out.say("pointer", fault.pointer).say("code", fault.code).say("message", fault.message).set("params", fault.params);
  return out;
}

std::string yes_or_no(bool value) { return value ? "true" : "false"; }

}  // namespace

std::string fault_line(std::string_view file, const PlacedFault& fault) {
  const std::string pointer = fault.pointer.empty() ? "" : fault.pointer + ": ";
  return console::format("{}:{}:{}: {}{} ({})", display_name(file), fault.at.line, fault.at.column, pointer,
                         fault.message, fault.code);
}

std::string as_text(std::string_view file, const Outcome& outcome) {
  if (outcome.count == 0) return console::format("{}: valid", display_name(file)) + '\n';
  std::string out;
  for (const PlacedFault& each : outcome.faults) out += fault_line(file, each) + '\n';
  if (outcome.count > outcome.faults.size())
    out += console::format("{}: {} faults; the first {} are listed", display_name(file), outcome.count,
                           outcome.faults.size()) +
           '\n';
  return out;
}

std::string as_json(std::string_view file, const Outcome& outcome) {
  std::vector<std::string> errors;
  for (const PlacedFault& each : outcome.faults) {
    JsonObject one = fault_object(each);
    one.set("line", std::to_string(each.at.line)).set("column", std::to_string(each.at.column));
    if (!each.keyword.empty()) one.say("keyword", each.keyword);
    errors.push_back(one.say("in", "data").json());
  }
  JsonObject out;
  out.say("file", file).set("valid", yes_or_no(outcome.count == 0)).set("count", std::to_string(outcome.count));
  out.set("truncated", yes_or_no(outcome.count > errors.size()));
  return out.set("errors", validation::json_array(errors)).json() + '\n';
}

std::string faults_as_text(std::string_view file, const json_schema::LinesReport& report, std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < report.faults.size(); ++i) {
    const json_schema::LineFault& each = report.faults[i];
    out += fault_line(
               file,
               {.at = {each.line, each.column}, .pointer = each.pointer, .code = each.code, .message = each.message}) +
           '\n';
  }
  return out;
}

std::string summary_as_text(std::string_view file, const json_schema::LinesReport& report) {
  std::string codes;
  for (const auto& [code, count] : report.by_code)
    codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", code, count);
  return console::format("{}: {} lines: {} valid, {} invalid, {} unreadable{}{}", display_name(file), report.lines,
                         report.valid, report.invalid, report.unreadable, codes.empty() ? "" : " (" + codes + ")",
                         report.truncated ? "; not all faults are listed" : "") +
         '\n';
}

std::string as_json(std::string_view file, const json_schema::LinesReport& report) {
  std::vector<std::string> faults;
  for (const json_schema::LineFault& each : report.faults) {
    JsonObject one = fault_object(each);
    faults.push_back(one.set("row", std::to_string(each.line)).set("column", std::to_string(each.column)).json());
  }
  JsonObject codes, out;
  for (const auto& [code, count] : report.by_code) codes.set(code, std::to_string(count));
  out.say("file", file).set("rows", std::to_string(report.lines)).set("valid", std::to_string(report.valid));
  out.set("invalid", std::to_string(report.invalid)).set("unreadable", std::to_string(report.unreadable));
  out.set("by_code", codes.json()).set("faults", validation::json_array(faults));
  return out.set("truncated", yes_or_no(report.truncated)).json() + '\n';
}

}  // namespace tenstone::cli
