// The vocabulary of failure. Knows no HTTP and no jobs: each maps `kind` once, in one file.
#pragma once
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenstone {

// One thing wrong with an input. `code` is API, `message` is for people.
struct Issue {
  std::string in;       // "body", "query", "path", "header"
  std::string pointer;  // RFC 6901 into it: "/lines/0/price"
  std::string code;
  std::string message;
  std::string params = {};             // JSON: the rule's own values, such as {"minimum":1}; "": none
  std::uint32_t line = 0, column = 0;  // from 1, of a text that people edit; a column is a code point. 0: not given
};

// Closed. When adding one, extend every switch over it (none has a default, so the compiler finds them):
// status_of() in libs/http/src/problem.cpp and worth_a_retry() in libs/jobs/src/outcome.cpp.
enum class ErrorKind : std::uint8_t {
  Unreadable,       // not even the syntax is right
  Invalid,          // readable, but against the rules
  Unauthenticated,  // we do not know who asks
  Forbidden,        // we know, and the answer is no
  NotFound,
  Conflict,
  Gone,
  PreconditionFailed,
  TooLarge,
  Limited,      // too often
  Unavailable,  // something that we need is away or full; try again
  NoSpace,      // nothing more can be stored: the disk is full, or a quota is used up
  Internal,     // a bug, or a state that should not exist
};

// A stable code that clients switch on. Declared once by the domain that owns it, as a namespace-scope constant:
//
//   inline const ErrorCode kJobNotFound{ErrorKind::NotFound, "job_not_found", "There is no such job"};
//
// Every code is in error_codes(), from which docs/errors.md is generated. Two codes of one name end the program at
// start.
class ErrorCode {
 public:
  // `type`: the URI of a problem type that others have registered (RFC 9457 §4.2); all of them last as long as the
  // program.
  ErrorCode(ErrorKind kind, std::string_view name, std::string_view meaning, std::string_view type = {});
  ErrorCode(const ErrorCode&) = delete;
  ErrorKind kind() const { return kind_; }
  std::string_view name() const { return name_; }        // snake_case, unique in the product
  std::string_view meaning() const { return meaning_; }  // the default message
  std::string_view type() const { return type_; }        // "": ours, made of the name

 private:
  ErrorKind kind_;
  std::string_view name_, meaning_, type_;
};

// All codes of this program, by name.
std::vector<const ErrorCode*> error_codes();

std::string_view to_string(ErrorKind kind);  // "not_found"

// A failure that a caller can act on. What ends the request or the job (connection lost, a bug) is thrown instead.
struct Error {
  Error(const ErrorCode& from, std::string for_people = {}, std::string for_the_log = {})
      : kind(from.kind()),
        code(from.name()),
        type(from.type()),
        message(for_people.empty() ? std::string(from.meaning()) : std::move(for_people)),
        detail(std::move(for_the_log)) {}

  bool is(const ErrorCode& one) const { return code == one.name(); }

  ErrorKind kind;
  std::string code;
  std::string_view type;               // the code's
  std::string message;                 // for the caller
  std::string detail;                  // for the log: never leaves the process
  std::vector<Issue> issues = {};      // of an invalid input
  std::chrono::seconds retry_after{};  // 0: no advice
  // What its type tells besides (RFC 9457 §3.2): a name, and a value that is JSON already.
  std::vector<std::pair<std::string, std::string>> members = {};
};

// An Error that ends the request or the job: a lost connection, a full disk, a bug. Caught in three places only: the
// HTTP session loop, the job runner and main().
class Failure : public std::exception {
 public:
  explicit Failure(Error error) : error_(std::move(error)), what_(error_.code + ": " + error_.message) {
    if (!error_.detail.empty()) what_ += " (" + error_.detail + ")";
  }
  const Error& error() const { return error_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  Error error_;
  std::string what_;
};

inline const ErrorCode kInternal{ErrorKind::Internal, "internal", "Something went wrong on our side"};
inline const ErrorCode kBusy{ErrorKind::Unavailable, "busy", "The server is at its limit; try again shortly"};
inline const ErrorCode kDeadlineExceeded{ErrorKind::Unavailable, "deadline_exceeded", "It took too long"};

}  // namespace tenstone
