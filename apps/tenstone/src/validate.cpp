// validate: files held to a JSON Schema. Needs no server, no configuration and no data folder.
#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <limits>

#include "input_file.hpp"
#include "own_name.hpp"
#include "progress.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/json_schema/schema.hpp"
#include "validate_output.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

namespace fs = std::filesystem;
using json_schema::Document;
using json_schema::position_in;
using json_schema::Schema;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// No more than a little above what a Document takes: it says itself that this is too much.
std::string read_whole(const std::string& name, Progress& progress) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  InputFile file(name);
  std::string text;
  text.reserve(std::min(file.size().value_or(0), kMost));
  for (std::string_view chunk = file.read(); !chunk.empty() && text.size() <= kMost; chunk = file.read()) {
    text += chunk;
    progress.done(chunk.size());
  }
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return text;
}

// A `$ref` of one file to another one holds by their places to each other.
std::string uri_of(const std::string& file) {
  std::string out = "file://";
  for (const char c : fs::absolute(file).lexically_normal().string()) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~/").contains(c);
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

PlacedFault placed(std::string_view text, const json_schema::TextFault& fault) {
  return {.at = position_in(text, fault.offset),
          .pointer = "",
          .code = std::string(fault.code->name()),
          .message = fault.message};
}

// The schema and what it may refer to.
class SchemaFiles {
 public:
  explicit SchemaFiles(const ValidateWords& words) {
    Progress progress(std::nullopt);
    for (const std::string& name : words.refs) files_.push_back({name, uri_of(name), read_whole(name, progress)});
    files_.push_back({words.schema, uri_of(words.schema), read_whole(words.schema, progress)});
  }

  // nullopt: it cannot be used; a line for each fault says why.
  std::optional<Schema> compile(bool standard) const {
    Document document;
    for (const File& each : files_)
      if (const auto fault = document.read(each.text)) return say(each, placed(each.text, *fault)), std::nullopt;
    std::vector<json_schema::SchemaSource> sources;
    for (const File& each : files_) sources.push_back({each.uri, each.text});
    sources.pop_back();
    json_schema::Options options = standard ? json_schema::kStandardSchema : json_schema::Options();
    options.uri = files_.back().uri;
    options.documents = sources;
    auto schema = Schema::compile(files_.back().text, options);
    if (schema) return std::move(*schema);
    for (const Issue& issue : schema.error().issues) say(issue);
    return std::nullopt;
  }

 private:
  struct File {
    std::string name, uri, text;
  };

  static void say(const File& file, const PlacedFault& fault) { fail(2, fault_line(file.name, fault)); }
  void say(const Issue& issue) const {
    const auto found = std::ranges::find(files_, issue.in, &File::uri);
    const File& file = found == files_.end() ? files_.back() : *found;
    Document document;
    if (document.read(file.text)) return;  // it was read before
    std::string message = issue.message;
    if (message.ends_with("not among the loaded documents")) message += ": load it with --ref FILE";
    say(file, {.at = position_in(file.text, nearest(document.root(), issue.pointer).offset),
               .pointer = issue.pointer,
               .code = schema_code(),
               .message = std::move(message)});
  }
  static std::string schema_code() { return std::string(json_schema::kSchemaInvalid.name()); }

  std::vector<File> files_;  // the schema last
};

class Validation {
 public:
  Validation(const ValidateWords& words, const Schema& schema)
      : schema_(schema), words_(words), progress_(total_size(words.files)) {}

  // Exit code 0: all of it is valid; 1: not so.
  int run(const std::string& name) { return is_lines(name) ? lines(name) : document(name); }
  void hide_progress() { progress_.hide(); }

 private:
  bool is_lines(const std::string& name) const {
    return words_.lines || name.ends_with(".ndjson") || name.ends_with(".jsonl");
  }

  // nullopt: one of them is no file on a disk.
  static std::optional<std::uint64_t> total_size(const std::vector<std::string>& names) {
    std::uint64_t total = 0;
    for (const std::string& name : names) {
      std::error_code none;
      const std::uint64_t size = fs::is_regular_file(name, none) ? fs::file_size(name, none) : 0;
      if (none || !fs::is_regular_file(name, none)) return std::nullopt;
      total += size;
    }
    return total;
  }

  void say(const std::string& text) {
    if (text.empty()) return;
    progress_.hide();
    console::print("{}", console::Lines(text));
    std::fflush(stdout);
  }

  int document(const std::string& name) {
    const std::string text = read_whole(name, progress_);
    const Outcome outcome = check(text);
    say(words_.json ? as_json(name, outcome) : as_text(name, outcome));
    return outcome.count == 0 ? 0 : 1;
  }

  Outcome check(std::string_view text) {
    if (const auto fault = document_.read(text)) return {.count = 1, .faults = {placed(text, *fault)}};
    const auto output = schema_.output(document_);
    if (!output)
      return {
          .count = 1,
          .faults = {{.at = {1, 1}, .pointer = "", .code = output.error().code, .message = output.error().message}}};
    Outcome outcome{.count = output->count, .faults = {}};
    for (const json_schema::SchemaIssue& issue : output->issues)
      outcome.faults.push_back({.at = position_in(text, issue.offset),
                                .pointer = issue.instance_location,
                                .code = issue.code,
                                .message = issue.message,
                                .params = issue.params,
                                .keyword = issue.keyword_location});
    return outcome;
  }

  int lines(const std::string& name) {
    InputFile file(name);
    json_schema::LineChecker checker(schema_);
    std::size_t told = 0;
    const auto tell = [&] {
      if (!words_.json) say(faults_as_text(name, checker.report(), told));
      told = checker.report().faults.size();
    };
    for (std::string_view chunk = file.read(); !chunk.empty(); chunk = file.read()) {
      checker.feed(chunk);
      progress_.done(chunk.size());
      tell();
    }
    checker.finish();
    tell();
    say(words_.json ? as_json(name, checker.report()) : summary_as_text(name, checker.report()));
    return checker.report().lines == checker.report().valid ? 0 : 1;
  }

  const Schema& schema_;
  const ValidateWords& words_;
  Progress progress_;
  Document document_;
};

int asked_wrongly(std::string_view text) { return fail(2, text); }

}  // namespace

int validate(const ValidateWords& words) {
  std::size_t stdins = static_cast<std::size_t>(std::ranges::count(words.files, "-")) +
                       static_cast<std::size_t>(std::ranges::count(words.refs, "-")) + (words.schema == "-" ? 1 : 0);
  if (stdins > 1) return asked_wrongly("stdin can be read once only: give - for one of the files");
  std::optional<Schema> schema;
  try {
    schema = SchemaFiles(words).compile(words.standard);
  } catch (const Failure& failure) {
    return asked_wrongly(failure.error().message);
  }
  if (!schema) return 2;
  int worst = 0;
  Validation validation(words, *schema);
  for (const std::string& name : words.files) {
    try {
      worst = std::max(worst, validation.run(name));
    } catch (const Failure& failure) {
      validation.hide_progress();
      worst = asked_wrongly(failure.error().message);
    }
  }
  return worst;
}

}  // namespace tenstone::cli
