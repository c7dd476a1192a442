// An action as it is declared. The pure part: text in, declaration or a list of what is wrong out.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tenstone/auth/email.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/http/url.hpp"
#include "tenstone/jobs/retry.hpp"
#include "tenstone/json_schema/schema.hpp"
#include "tenstone/rate_limit/policy.hpp"
#include "tenstone/recurrence/schedule.hpp"

namespace tenstone::platform {

// name: write-note                 # the last part of its URL: a-z, 0-9 and hyphens
// summary: Keeps a note in a file
// flag: notes                      # off, or not made: feature_disabled
// limit: { policy: gcra, rate: 30/min, burst: 5, key: user, when_away: local }   # rate is enough
// input:                           # JSON Schema: json_schema/schema.hpp
//   type: object
// job:                             # all of it optional; these are the defaults, but for unique_for: not at all
//   queue: default
//   attempts: 20                   # 1 to 100
//   backoff: exponential           # or fixed, or { shape: exponential, base: 2s, cap: 6h }
//   timeout: 60s                   # of one attempt
//   unique_for: 10m                # the same input of the same organisation makes one job within this time
// run:  { builtin: write-file }    # or `native`: a handler that C++ code registered under the action's name
//
// or a mail, in whose texts {{input.NAME}} is the member NAME of the input: a string as it is, another value as JSON.
// An input without it ends the job.
//
// run:
//   email: { to: "{{input.to}}", subject: "Your report", text: "Hello {{input.name}}, it is ready.\n" }
//
// or a request: a POST of the input, signed by Standard Webhooks with the installation's secret
//
// run: { http: "https://reports.example.com/make" }
//
// or an event for the endpoints that the organisation has for events of this type
//
// run: { event: report.made }
//
// A file may also say when the action is started by itself, and for whom. All but `cron` and `as` is optional; these
// are the defaults (declared_schedules.hpp says what becomes of it, recurrence/schedule.hpp what the words mean).
//
// schedule:
//   cron: "0 7 * * MON"
//   zone: UTC
//   as: olaf@example.com           # whose: the organisation that this person's sessions begin in
//   dst: { gap: run_after, overlap: first }
//   catch_up: { policy: last, max: 10 }   # and window_seconds: how late a time may run; not given: any
//   input: {}                      # what `input` takes
struct Limit {
  enum class Key : std::uint8_t { User, Organisation };
  rate_limit::Policy policy;
  Key key = Key::User;
};

struct Native {};
struct Builtin {
  std::string name;
};
struct EmailTemplate {
  std::string to, subject, text;
};
struct PostTo {
  http::Url url;
};
struct SendEvent {
  std::string type;
};
using Runner = std::variant<Native, Builtin, EmailTemplate, PostTo, SendEvent>;

struct DeclaredSchedule {
  recurrence::Schedule rule;
  auth::Email as;
  recurrence::CatchUp catch_up = {};
  std::string input = "{}";  // JSON
};

struct Declaration {
  std::string name;
  std::string summary;
  std::string queue = "default";
  Runner run = {};
  std::optional<std::string> flag = {};
  std::optional<Limit> limit = {};
  std::optional<json_schema::Schema> input = {};
  jobs::Policy policy = {};
  std::optional<std::chrono::seconds> unique_for = {};
  std::optional<DeclaredSchedule> schedule = {};  // of a file only
  std::string document = {};                      // all of it as JSON
  std::string input_schema = {};                  // of `input`
  std::string file = {};                          // empty: it came as a document
};

inline const ErrorCode kActionsFolderUnreadable{ErrorKind::Invalid, "actions_folder_unreadable",
                                                "The folder of actions cannot be read"};
inline const ErrorCode kActionInvalid{ErrorKind::Invalid, "action_invalid", "An action's declaration is not valid"};
inline const ErrorCode kActionTooLarge{ErrorKind::TooLarge, "action_too_large",
                                       "An action's declaration is larger than 64 KiB"};
inline constexpr std::size_t kMaxDocumentBytes = 64 * 1024;

// `file` stands in the messages: "actions/export.yaml:4: …". Every fault of the text is one Issue, whose message names
// file, line, key and the fix. What is not known is refused by name, never ignored.
Result<Declaration> parse_declaration(std::string_view file, std::string_view yaml);

// What a document must agree with where it is to hold.
struct Requirements {
  std::optional<std::string> name = {};
  std::span<const std::string> queues;  // that workers look at
  // What is wrong with what it runs, if anything. Asked when its `run` makes sense.
  std::function<std::optional<std::string>(const Declaration&)> runner;
};
// The same words as JSON, but for `schedule`: who may declare actions may not start them as somebody else. Errors:
// action_invalid, each fault an Issue in "body" with its JSON Pointer, up to 32; action_too_large; those of
// parse_json().
Result<Declaration> parse_document(std::string_view json, const Requirements& required);

// The declarations of files. All faults of all files at once; two declarations of one name are one. Blocks.
Result<std::vector<Declaration>> read_declarations(std::span<const std::filesystem::path> files);

}  // namespace tenstone::platform
