#include "tenstone/schemas/outcome.hpp"

#include <fmt/core.h>

#include "tenstone/validation/json_writer.hpp"

namespace tenstone::schemas {
namespace {

constexpr std::size_t kMostListed = 32;

void place(Fault& fault, std::string_view text, std::size_t offset) {
  const json_schema::TextPosition at = json_schema::position_in(text, offset);
  fault.line = static_cast<std::int64_t>(at.line);
  fault.column = static_cast<std::int64_t>(at.column);
}

Fault unreadable(Part in, std::string_view text, json_schema::TextFault fault) {
  Fault out{.in = in, .pointer = {}, .code = std::string(fault.code->name()), .message = std::move(fault.message)};
  place(out, text, fault.offset);
  return out;
}

Outcome outcome_of(std::string_view data, json_schema::SchemaOutput output) {
  Outcome out{.valid = output.valid,
              .count = static_cast<std::int64_t>(output.count),
              .truncated = output.count > output.issues.size()};
  for (json_schema::SchemaIssue& issue : output.issues) {
    Fault& fault = out.errors.emplace_back(Fault{.in = Part::Data,
                                                 .pointer = std::move(issue.instance_location),
                                                 .code = std::move(issue.code),
                                                 .message = std::move(issue.message),
                                                 .params = {std::move(issue.params)},
                                                 .keyword = std::move(issue.keyword_location)});
    place(fault, data, issue.offset);
  }
  return out;
}

}  // namespace

CompiledText compile_text(std::string_view text, std::span<const json_schema::SchemaSource> documents) {
  CompiledText out;
  json_schema::Document document;
  if (auto fault = document.read(text)) {
    out.faults.push_back(unreadable(Part::Schema, text, std::move(*fault)));
    out.count = 1;
    return out;
  }
  auto compiled = json_schema::Schema::compile(text, {.documents = documents});
  if (compiled) {
    out.schema = std::move(*compiled);
    return out;
  }
  Error& error = compiled.error();
  if (error.issues.empty()) error.issues.push_back({"schema", "", error.code, error.message});
  for (Issue& issue : error.issues) {
    const bool here = issue.in == "schema";
    Fault fault{.in = Part::Schema,
                .pointer = here ? issue.pointer : std::string(),
                .code = std::move(issue.code),
                .message = here ? std::move(issue.message)
                                : fmt::format("refers to {}, where {} {}", issue.in, issue.pointer, issue.message)};
    place(fault, text, nearest(document.root(), fault.pointer).offset);
    out.faults.push_back(std::move(fault));
  }
  out.count = out.faults.size();
  if (out.faults.size() > kMostListed) out.faults.resize(kMostListed);
  return out;
}

Result<Outcome> check_text(const json_schema::Schema& schema, std::string_view data) {
  json_schema::Document document;
  if (auto fault = document.read(data)) {
    Outcome out{.valid = false, .count = 1};
    out.errors.push_back(unreadable(Part::Data, data, std::move(*fault)));
    return out;
  }
  auto output = schema.output(document, {.issues = kMostListed});
  if (!output) return output.error();
  return outcome_of(data, std::move(*output));
}

Result<Outcome> check_texts(const CompiledText& schema, std::string_view data) {
  if (schema.schema) return check_text(*schema.schema, data);
  Outcome out{.valid = false, .count = static_cast<std::int64_t>(schema.count), .errors = schema.faults};
  json_schema::Document document;
  if (auto fault = document.read(data)) {
    ++out.count;
    if (out.errors.size() == kMostListed) out.errors.pop_back();
    out.errors.push_back(unreadable(Part::Data, data, std::move(*fault)));
  }
  out.truncated = static_cast<std::size_t>(out.count) > out.errors.size();
  return out;
}

Error schema_invalid(const CompiledText& text) {
  Error error(json_schema::kSchemaInvalid);
  error.members = {{"errors", validation::to_json(text.faults)}};
  return error;
}

}  // namespace tenstone::schemas
