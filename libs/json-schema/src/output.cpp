// Issues of a run, for programs and for people.
#include <fmt/core.h>

#include "run.hpp"
#include "tenstone/validation/errors.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::json_schema {
namespace {

constexpr std::size_t kLongestParam = 1'000, kLongestInMessage = 120;  // bytes

std::string_view code_of(const RunFault& fault) {
  using enum Keyword;
  switch (fault.keyword) {
    case Type: return "type";
    case Enum:
    case Const: return "enum";
    case Minimum:
    case Maximum:
    case ExclusiveMinimum:
    case ExclusiveMaximum: return "range";
    case MultipleOf: return "multiple_of";
    case MinLength:
    case MaxLength: return "length";
    case Pattern: return "pattern";
    case Format: return "format";
    case MinItems:
    case MaxItems: return "items";
    case UniqueItems: return "unique_items";
    case Contains:
    case MinContains:
    case MaxContains: return "contains";
    case MinProperties:
    case MaxProperties: return "properties";
    case Required: return "required";
    case DependentRequired:
    case Dependencies: return "dependent_required";
    case AnyOf: return "any_of";
    case OneOf: return "one_of";
    case Not: return "not";
    default: return fault.name != nullptr ? "unknown_key" : "not_allowed";
  }
}

std::string json_of(const Node& value) {
  std::string out;
  write_json(out, value);
  return out;
}

// "a, b or c"
std::string listed(const Node& value, bool quoted) {
  if (value.kind != Kind::Array) return quoted ? json_of(value) : std::string(value.view());
  std::string out;
  std::uint32_t number = 0;
  for (const Node* each = &value + 1; each != value.next(); each = each->next(), ++number) {
    if (number > 0) out += number + 1 == value.size ? " or " : ", ";
    if (out.size() > kLongestInMessage) return out + "…";
    out += quoted ? json_of(*each) : std::string(each->view());
  }
  return out;
}

std::string message_of(const RunFault& fault) {
  using enum Keyword;
  const auto number = [&] { return json_of(*fault.value); };
  switch (fault.keyword) {
    case Type: return fmt::format("must be {}", listed(*fault.value, false));
    case Const: return fmt::format("must be {}", json_of(*fault.value).substr(0, kLongestInMessage));
    case Enum: return fmt::format("must be {}{}", fault.value->size == 1 ? "" : "one of ", listed(*fault.value, true));
    case Minimum: return fmt::format("must be at least {}", number());
    case Maximum: return fmt::format("must be at most {}", number());
    case ExclusiveMinimum: return fmt::format("must be above {}", number());
    case ExclusiveMaximum: return fmt::format("must be below {}", number());
    case MultipleOf: return fmt::format("must be a multiple of {}", number());
    case MinLength: return fmt::format("must have at least {} characters", number());
    case MaxLength: return fmt::format("must have at most {} characters", number());
    case Pattern: return fmt::format("must match {}", fault.value->view().substr(0, kLongestInMessage));
    case Format: return fmt::format("must be of the format {}", fault.value->view());
    case MinItems: return fmt::format("must have at least {} items", number());
    case MaxItems: return fmt::format("must have at most {} items", number());
    case UniqueItems: return "must not hold anything twice";
    case Contains: return "must hold an item of a certain kind";
    case MinContains: return fmt::format("must hold at least {} items of a certain kind", number());
    case MaxContains: return fmt::format("must hold at most {} items of a certain kind", number());
    case MinProperties: return fmt::format("must have at least {} properties", number());
    case MaxProperties: return fmt::format("must have at most {} properties", number());
    case Required: return "is missing";
    case DependentRequired:
    case Dependencies: return fmt::format("is missing: it must be there when {} is", fault.because->view());
    case AnyOf: return "must fit one of the alternatives";
    case OneOf: return "must fit exactly one of the alternatives";
    case Not: return "must not fit what is excluded";
    default: return fault.name != nullptr ? "is not known here" : "must not be there";
  }
}

std::string params_of(const RunFault& fault) {
  validation::JsonObject out;
  if (fault.keyword == Keyword::Required || fault.because != nullptr) {
    out.say("missing", fault.name->view());
  } else if (fault.value != nullptr && (!fault.value->is_container() || fault.value->span <= kLongestParam)) {
    if (std::string json = json_of(*fault.value); json.size() <= kLongestParam)
      out.set(info_of(fault.keyword).name, std::move(json));
  }
  return out.json();
}

}  // namespace

void IssueCollector::add(const CompiledSchema& schema, const Node& value, const At& at, const At& keyword,
                         const RunFault& fault) {
  out_.valid = false;
  const std::string_view code = code_of(fault);
  const auto known = std::ranges::find(out_.by_code, code, &SchemaOutput::CodeCount::code);
  if (known == out_.by_code.end())
    out_.by_code.push_back({code, 1});
  else
    ++known->count;
  if (++out_.count > most_) return;
  SchemaIssue issue{.offset = value.offset,
                    .instance_location = at.pointer(),
                    .keyword_location = keyword.pointer(),
                    .absolute_keyword_location = absolute_of(program_, schema.place),
                    .code = std::string(code),
                    .message = message_of(fault),
                    .params = params_of(fault)};
  if (fault.keyword != Keyword::Unknown) {
    const std::string name = fmt::format("/{}", info_of(fault.keyword).name);
    issue.keyword_location += name;
    issue.absolute_keyword_location += name;
  }
  out_.issues.push_back(std::move(issue));
}

std::string SchemaOutput::basic() const {
  validation::JsonObject out;
  out.set("valid", valid ? "true" : "false");
  if (valid) return out.json();
  std::vector<std::string> errors;
  for (const SchemaIssue& issue : issues) {
    validation::JsonObject each;
    each.say("keywordLocation", issue.keyword_location);
    each.say("absoluteKeywordLocation", issue.absolute_keyword_location);
    each.say("instanceLocation", issue.instance_location);
    each.say("error", issue.message).say("code", issue.code).set("params", issue.params);
    errors.push_back(each.json());
  }
  return out.set("errors", validation::json_array(errors)).json();
}

Result<SchemaOutput> Schema::output(const Document& document, const CheckLimits& limits) const {
  SchemaOutput out;
  RunState state(*program_, limits.steps);
  IssueCollector collector(*program_, out, limits.issues, true);
  const At nowhere;
  (void)SchemaRun<true>(state, &collector).schema(program_->root, document.root(), kNoMarks, &nowhere, &nowhere);
  if (state.exhausted) return kCheckTooLong;
  return out;
}

Result<void> Schema::check(const Document& document, const CheckLimits& limits) const {
  const auto fit = fits(document, limits);
  if (!fit) return fit.error();
  if (*fit) return {};
  SchemaOutput out;
  RunState state(*program_, limits.steps);
  IssueCollector collector(*program_, out, limits.issues, false);
  const At nowhere;
  (void)SchemaRun<true>(state, &collector).schema(program_->root, document.root(), kNoMarks, &nowhere, &nowhere);
  if (state.exhausted) return kCheckTooLong;
  Error error(validation::kValidationFailed,
              out.count > out.issues.size()
                  ? fmt::format("The input breaks its rules in {} places; the first {} are listed", out.count,
                                out.issues.size())
              : out.count == 1 ? "The input breaks its rules in one place"
                               : fmt::format("The input breaks its rules in {} places", out.count));
  for (SchemaIssue& issue : out.issues)
    error.issues.push_back({"body", std::move(issue.instance_location), std::move(issue.code), std::move(issue.message),
                            std::move(issue.params)});
  return error;
}

Result<void> Schema::check(std::string_view document, const CheckLimits& limits) const {
  constexpr std::size_t kMostKept = 256 * 1024;  // bytes of a text whose memory the thread keeps
  thread_local Document kept;
  Document once;
  Document& parsed = document.size() <= kMostKept ? kept : once;
  if (const auto read = parsed.parse(document); !read) return read.error();
  return check(parsed, limits);
}

}  // namespace tenstone::json_schema
