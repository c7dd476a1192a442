// Jobs as the API shows them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/files/file.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::api {

struct LogJson {
  Time at;
  std::string level, text;
};
constexpr auto schema(validation::For<LogJson>) {
  using validation::field;
  return validation::object<LogJson>(field("at", &LogJson::at), field("level", &LogJson::level),
                                     field("text", &LogJson::text));
}

struct ErrorJson {
  std::string code, message;
};
constexpr auto schema(validation::For<ErrorJson>) {
  return validation::object<ErrorJson>(validation::field("code", &ErrorJson::code),
                                       validation::field("message", &ErrorJson::message));
}

struct AttemptJson {
  int attempt = 0;
  std::string outcome;  // "running" while it does
  Time started_at;
  std::optional<Time> finished_at;
  std::optional<ErrorJson> error;
  std::vector<LogJson> logs;
};
constexpr auto schema(validation::For<AttemptJson>) {
  using validation::field;
  return validation::object<AttemptJson>(
      field("attempt", &AttemptJson::attempt), field("outcome", &AttemptJson::outcome),
      field("started_at", &AttemptJson::started_at), field("finished_at", &AttemptJson::finished_at),
      field("error", &AttemptJson::error), field("logs", &AttemptJson::logs));
}

struct FileJson {
  Uuid id;
  std::string name, content_type;
  std::int64_t size = 0;
  Time expires_at;
  std::string href;  // where its bytes are
};
constexpr auto schema(validation::For<FileJson>) {
  using validation::field;
  return validation::object<FileJson>(field("id", &FileJson::id), field("name", &FileJson::name),
                                      field("content_type", &FileJson::content_type), field("size", &FileJson::size),
                                      field("expires_at", &FileJson::expires_at), field("href", &FileJson::href));
}

struct JobJson {
  Uuid id;
  std::string action, state;
  int attempt = 0;
  Time created_at;
  std::optional<Time> next_run_at, finished_at;
  std::optional<std::string> request_id;   // of the request that triggered it, as in the logs
  std::optional<validation::Json> result;  // of one that succeeded and returned any; not in lists
  std::vector<FileJson> files;             // of one that succeeded; empty in lists
  std::vector<AttemptJson> attempts;       // empty in lists
};
constexpr auto schema(validation::For<JobJson>) {
  using validation::field;
  return validation::object<JobJson>(
      field("id", &JobJson::id), field("action", &JobJson::action), field("state", &JobJson::state),
      field("attempt", &JobJson::attempt), field("created_at", &JobJson::created_at),
      field("next_run_at", &JobJson::next_run_at), field("finished_at", &JobJson::finished_at),
      field("request_id", &JobJson::request_id), field("result", &JobJson::result), field("files", &JobJson::files),
      field("attempts", &JobJson::attempts));
}

struct JobAnswer {
  JobJson job;
  std::optional<bool> existed = {};  // true: of a unique action, and it was there already
};
constexpr auto schema(validation::For<JobAnswer>) {
  return validation::object<JobAnswer>(validation::field("job", &JobAnswer::job),
                                       validation::field("existed", &JobAnswer::existed));
}

JobJson to_json_of(const jobs::JobSummary& job);
JobJson to_json_of(const jobs::JobView& job, const std::vector<files::File>& files);

}  // namespace tenstone::api
