#include "problem_answers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "tenstone/http/response.hpp"

namespace tenstone::web {
namespace {

using validation::json_array, validation::JsonObject;

// Members of its own type may follow (RFC 9457 §3.2).
constexpr std::string_view kProblem = R"json({"type":"object","description":"What went wrong (RFC 9457)",
"required":["type","title","status","code"],"additionalProperties":true,"properties":{
"type":{"type":"string","format":"uri-reference"},
"title":{"type":"string","description":"For people"},
"status":{"type":"integer","format":"int32"},
"code":{"type":"string","description":"Stable, for programs"},
"request_id":{"type":"string","description":"As in the logs"},
"errors":{"type":"array","description":"Each fault of the input","items":{"type":"object",
"required":["in","pointer","code","message"],"properties":{
"in":{"type":"string","description":"body, query, path, header or cookie; document of a file; schema or data of two texts"},
"line":{"type":"integer","minimum":1,"description":"Of a fault in a text that was sent as it is"},
"column":{"type":"integer","minimum":1,"description":"In code points"},
"keyword":{"type":["string","null"],"description":"Of a JSON Schema: the keyword that the data breaks"},
"pointer":{"type":"string","description":"A JSON Pointer (RFC 6901) into it"},
"code":{"type":"string"},"message":{"type":"string"},
"params":{"type":"object","description":"The rule's own values, such as a minimum"}}}}}})json";

constexpr std::string_view kInternalName = "Internal", kUnavailableName = "Unavailable";

}  // namespace

void add_codes(Codes& codes, std::span<const ErrorCode* const> more) {
  for (const ErrorCode* code : more)
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
}

// RFC 9110 §15, RFC 6585.
std::string_view title_of(int status) {
  static constexpr auto kTitles = std::to_array<std::pair<int, std::string_view>>({{200, "OK"},
                                                                                   {201, "Created"},
                                                                                   {202, "Accepted"},
                                                                                   {204, "No Content"},
                                                                                   {304, "Not Modified"},
                                                                                   {400, "Bad Request"},
                                                                                   {401, "Unauthorized"},
                                                                                   {403, "Forbidden"},
                                                                                   {404, "Not Found"},
                                                                                   {406, "Not Acceptable"},
                                                                                   {408, "Request Timeout"},
                                                                                   {409, "Conflict"},
                                                                                   {410, "Gone"},
                                                                                   {412, "Precondition Failed"},
                                                                                   {413, "Content Too Large"},
                                                                                   {415, "Unsupported Media Type"},
                                                                                   {422, "Unprocessable Content"},
                                                                                   {428, "Precondition Required"},
                                                                                   {429, "Too Many Requests"},
                                                                                   {500, "Internal Server Error"},
                                                                                   {503, "Service Unavailable"}});
  const auto found = std::ranges::find(kTitles, status, &std::pair<int, std::string_view>::first);
  return found == kTitles.end() ? "Answer" : found->second;
}

ProblemAnswers::ProblemAnswers(validation::Components& components)
    : problem_(components.add("Problem", std::string(kProblem))) {
  for (const ErrorCode* code : error_codes())
    if (http::status_of(Error(*code)) == 503) unavailable_.push_back(code);
}

std::string ProblemAnswers::response(int status, const Codes& codes) const {
  std::string description(title_of(status));
  std::vector<std::string> names;
  for (const ErrorCode* code : codes) {
    description += fmt::format("\n\n- `{}`: {}", code->name(), code->meaning());
    names.push_back('"' + std::string(code->name()) + '"');
  }
  const std::string code = JsonObject().set("enum", json_array(names)).json();
  const std::string narrowed =
      JsonObject().set("type", R"("object")").set("properties", JsonObject().set("code", code).json()).json();
  const std::string schema =
      JsonObject().set("allOf", json_array({JsonObject().set("$ref", problem_).json(), narrowed})).json();
  JsonObject out;
  out.say("description", description);
  out.set("content", JsonObject().set("application/problem+json", JsonObject().set("schema", schema).json()).json());
  return out.json();
}

void ProblemAnswers::describe(Codes codes, JsonObject& responses) const {
  std::map<int, Codes> by_status;
  for (const ErrorCode* code : codes) by_status[http::status_of(Error(*code))].push_back(code);
  by_status.erase(503);  // all of these are in the shared one
  if (by_status.contains(500)) add_codes(by_status[500], std::array{&kInternal});
  for (const auto& [status, its] : by_status) responses.set(std::to_string(status), response(status, its));
  const auto refer = [](std::string_view name) {
    return JsonObject().say("$ref", fmt::format("#/components/responses/{}", name)).json();
  };
  if (!by_status.contains(500)) responses.set("500", refer(kInternalName));
  responses.set("503", refer(kUnavailableName));
}

std::string ProblemAnswers::shared() const {
  return JsonObject()
      .set(kInternalName, response(500, {&kInternal}))
      .set(kUnavailableName, response(503, unavailable_))
      .json();
}

}  // namespace tenstone::web
