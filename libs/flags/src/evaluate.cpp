#include "tenstone/flags/evaluate.hpp"

#include <algorithm>
#include <array>

#include "compiled.hpp"
#include "unit_of.hpp"

namespace tenstone::flags {
namespace {

using Kind = Attribute::Kind;
using Segments = std::vector<std::vector<Clauses>>;

bool is_in(const ScalarSet& set, const Attribute& attribute) {
  switch (attribute.kind) {
    case Kind::Boolean: return attribute.truth ? set.yes : set.no;
    case Kind::Number: return std::ranges::binary_search(set.numbers, attribute.number);
    case Kind::Text: return std::ranges::binary_search(set.texts, attribute.text);
    case Kind::Null:
    case Kind::List: break;
  }
  return false;
}

bool compares(Op op, std::string_view text, std::string_view with) {
  if (op == Op::Contains) return text.contains(with);
  return op == Op::StartsWith ? text.starts_with(with) : text.ends_with(with);
}
bool compares(Op op, double number, double with) {
  switch (op) {
    case Op::Less: return number < with;
    case Op::AtMost: return number <= with;
    case Op::More: return number > with;
    default: return number >= with;
  }
}
bool compares(Op op, const Semver& version, const Semver& with) {
  const auto order = compare(version, with);
  switch (op) {
    case Op::SemverEquals: return order == 0;
    case Op::SemverLess: return order < 0;
    case Op::SemverAtMost: return order <= 0;
    case Op::SemverMore: return order > 0;
    case Op::SemverAtLeast: return order >= 0;
    case Op::SemverSameMinor: return version.numbers[0] == with.numbers[0] && version.numbers[1] == with.numbers[1];
    default: return version.numbers[0] == with.numbers[0];
  }
}
bool compares(Op, std::string_view text, const std::unique_ptr<re2::RE2>& with) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *with);
}
bool compares(Op, const http::IpAddress& address, const http::Cidr& with) { return with.contains(address); }
bool compares(Op op, Time time, Time with) { return op == Op::Before ? time < with : time > with; }

// One value, no list.
class Comparison {
 public:
  Comparison(Op op, const Attribute& attribute) : op_(op), attribute_(attribute) {}

  bool operator()(const ScalarSet& set) const { return is_in(set, attribute_); }
  bool operator()(const std::vector<std::string_view>& texts) const { return is_text() && any(attribute_.text, texts); }
  bool operator()(const std::vector<double>& numbers) const {
    return attribute_.kind == Kind::Number && any(attribute_.number, numbers);
  }
  bool operator()(const std::vector<Semver>& versions) const { return any_parsed(&parse_semver, versions); }
  bool operator()(const std::vector<std::unique_ptr<re2::RE2>>& patterns) const {
    return is_text() && any(attribute_.text, patterns);
  }
  bool operator()(const std::vector<http::Cidr>& networks) const {
    return any_parsed(&http::IpAddress::parse, networks);
  }
  bool operator()(const std::vector<Time>& times) const { return any_parsed(&parse_rfc3339, times); }

 private:
  bool is_text() const { return attribute_.kind == Kind::Text; }
  template <class T, class Operand>
  bool any(const T& value, const std::vector<Operand>& operands) const {
    return std::ranges::any_of(operands, [&](const Operand& operand) { return compares(op_, value, operand); });
  }
  template <class Parse, class Operand>
  bool any_parsed(Parse parse, const std::vector<Operand>& operands) const {
    if (!is_text()) return false;
    const auto value = parse(attribute_.text);
    return value && any(*value, operands);
  }

  Op op_;
  const Attribute& attribute_;
};

// Without recursion deeper than kMaxSegmentDepth, and with kMaxCheckedClauses clauses at most: check_all().
class Evaluator {
 public:
  Evaluator(const Segments& segments, const Context& context) : segments_(segments), context_(context) {}

  // The first clause that does not hold; the clauses' number: all hold.
  std::size_t first_failed(const Clauses& clauses) const {
    std::size_t i = 0;
    while (i < clauses.size() && holds(clauses[i]) != clauses[i].negate) ++i;
    return i;
  }

  void serve(const CompiledServe& serve, Reason plain, Evaluation& out) const {
    Given given = serve.given;
    out.reason = plain;
    std::array<char, 32> digits;
    if (serve.splits) {
      const auto unit = unit_of(context_.find(serve.by), digits);
      out.reason = unit ? Reason::Split : Reason::Default;
      if (unit) given = part(serve, *unit);
    }
    out.value = given.value;
    out.variant = given.variant;
  }

 private:
  bool holds(const CompiledClause& clause) const {
    if (clause.segment >= 0) return is_member(segments_[static_cast<std::size_t>(clause.segment)]);
    const Attribute* attribute = context_.find(clause.path);
    if (!attribute) return false;
    if (attribute->kind != Kind::List) return std::visit(Comparison(clause.op, *attribute), clause.operands);
    return std::ranges::any_of(context_.items(*attribute), [&](const Attribute& item) {
      return std::visit(Comparison(clause.op, item), clause.operands);
    });
  }
  bool is_member(const std::vector<Clauses>& groups) const {
    return std::ranges::any_of(groups, [&](const Clauses& group) { return first_failed(group) == group.size(); });
  }

  static Given part(const CompiledServe& serve, std::string_view unit) {
    const int point = point_of_hash(Murmur3(serve.salted).add(unit).finish());
    const auto after = std::ranges::upper_bound(serve.parts, point, {}, &CompiledServe::Part::from);
    if (after == serve.parts.begin() || point >= std::prev(after)->to) return serve.given;
    return std::prev(after)->given;
  }

  const Segments& segments_;
  const Context& context_;
};

template <class OnRule>
Evaluation decide(const CompiledFlag& flag, const Segments& segments, const Context& context, OnRule on_rule) {
  Evaluation out;
  if (!flag.on) {
    out.reason = Reason::Disabled;
    out.step = flag.off_step;
    out.value = flag.off.value;
    out.variant = flag.off.variant;
    return out;
  }
  if (!flag.targets.empty()) {
    if (const auto unit = context.targeting_key()) {
      const auto found = std::ranges::lower_bound(flag.targets, *unit, {}, &std::pair<std::string_view, Given>::first);
      if (found != flag.targets.end() && found->first == *unit) {
        out.reason = Reason::TargetingMatch;
        out.step = Step::Target;
        out.value = found->second.value;
        out.variant = found->second.variant;
        return out;
      }
    }
  }
  const Evaluator evaluator(segments, context);
  for (std::size_t i = 0; i < flag.rules.size(); ++i) {
    const CompiledRule& rule = flag.rules[i];
    const std::size_t failed = evaluator.first_failed(rule.when);
    on_rule(static_cast<int>(i), failed == rule.when.size() ? std::nullopt : std::optional(failed));
    if (failed != rule.when.size()) continue;
    out.step = Step::Rule;
    out.rule = static_cast<int>(i);
    evaluator.serve(rule.serve, Reason::TargetingMatch, out);
    return out;
  }
  out.step = Step::Default;
  out.reason = Reason::Default;
  if (flag.otherwise) evaluator.serve(*flag.otherwise, flag.is_static ? Reason::Static : Reason::Default, out);
  return out;
}

Evaluation failed_evaluation(EvaluationError error) {
  Evaluation out;
  out.error = error;
  return out;
}

constexpr auto kNothing = [](int, std::optional<std::size_t>) {};

}  // namespace

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::Static: return "STATIC";
    case Reason::TargetingMatch: return "TARGETING_MATCH";
    case Reason::Split: return "SPLIT";
    case Reason::Disabled: return "DISABLED";
    case Reason::Default: return "DEFAULT";
    case Reason::Error: return "ERROR";
  }
  return {};
}

std::string_view to_string(EvaluationError error) {
  switch (error) {
    case EvaluationError::None: return "";
    case EvaluationError::FlagNotFound: return "FLAG_NOT_FOUND";
    case EvaluationError::TypeMismatch: return "TYPE_MISMATCH";
  }
  return {};
}

const CompiledFlag* Program::Compiled::find(std::string_view key) const {
  for (std::size_t slot = std::hash<std::string_view>()(key);; ++slot) {
    const std::uint32_t place = slots[slot & (slots.size() - 1)];
    if (place == 0) return nullptr;
    if (flags[place - 1].definition->key == key) return &flags[place - 1];
  }
}

Program::Program(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

const Definitions& Program::definitions() const { return compiled_->definitions; }

const Definition* Program::find(std::string_view key) const {
  const CompiledFlag* flag = compiled_->find(key);
  return flag ? flag->definition : nullptr;
}

Evaluation Program::evaluate(std::string_view key, const Context& context) const {
  const CompiledFlag* flag = compiled_->find(key);
  if (!flag) return failed_evaluation(EvaluationError::FlagNotFound);
  return decide(*flag, compiled_->segments, context, kNothing);
}

Evaluation Program::evaluate(std::string_view key, Type type, const Context& context) const {
  const CompiledFlag* flag = compiled_->find(key);
  if (!flag) return failed_evaluation(EvaluationError::FlagNotFound);
  if (flag->definition->type != type) return failed_evaluation(EvaluationError::TypeMismatch);
  return decide(*flag, compiled_->segments, context, kNothing);
}

Explanation Program::explain(std::string_view key, const Context& context) const {
  Explanation out;
  const CompiledFlag* flag = compiled_->find(key);
  if (!flag) return {failed_evaluation(EvaluationError::FlagNotFound), {}};
  out.evaluation = decide(*flag, compiled_->segments, context,
                          [&](int rule, std::optional<std::size_t> failed) { out.rules.push_back({rule, failed}); });
  return out;
}

}  // namespace tenstone::flags
