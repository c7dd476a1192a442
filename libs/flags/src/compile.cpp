// Definitions into a program.
#include <algorithm>
#include <bit>
#include <map>

#include "compiled.hpp"
#include "definition_check.hpp"

namespace tenstone::flags {
namespace {

using SegmentPlaces = std::map<std::string_view, int>;

ScalarSet compile_set(const std::vector<Scalar>& values) {
  ScalarSet set;
  for (const Scalar& value : values) {
    if (const bool* truth = std::get_if<bool>(&value)) (*truth ? set.yes : set.no) = true;
    if (const double* number = std::get_if<double>(&value)) set.numbers.push_back(*number);
    if (const std::string* text = std::get_if<std::string>(&value)) set.texts.push_back(*text);
  }
  std::ranges::sort(set.texts);
  std::ranges::sort(set.numbers);
  return set;
}

template <class Operand, class Make>
std::vector<Operand> compile_texts(const std::vector<Scalar>& values, Make make) {
  std::vector<Operand> operands;
  for (const Scalar& value : values) operands.push_back(make(std::string_view(std::get<std::string>(value))));
  return operands;
}

CompiledClause::Operands compile_operands(Op op, const std::vector<Scalar>& values) {
  switch (op) {
    case Op::Equals:
    case Op::In: return compile_set(values);
    case Op::Contains:
    case Op::StartsWith:
    case Op::EndsWith: return compile_texts<std::string_view>(values, [](std::string_view text) { return text; });
    case Op::Less:
    case Op::AtMost:
    case Op::More:
    case Op::AtLeast: {
      std::vector<double> numbers;
      for (const Scalar& value : values) numbers.push_back(std::get<double>(value));
      return numbers;
    }
    case Op::SemverEquals:
    case Op::SemverLess:
    case Op::SemverAtMost:
    case Op::SemverMore:
    case Op::SemverAtLeast:
    case Op::SemverSameMajor:
    case Op::SemverSameMinor:
      return compile_texts<Semver>(values, [](std::string_view text) { return parse_semver(text).value(); });
    case Op::Matches: return compile_texts<std::unique_ptr<re2::RE2>>(values, compile_regex);
    case Op::InNetwork:
      return compile_texts<http::Cidr>(values, [](std::string_view text) { return http::Cidr::parse(text).value(); });
    case Op::Before:
    case Op::After:
      return compile_texts<Time>(values, [](std::string_view text) { return parse_rfc3339(text).value(); });
  }
  return {};
}

Clauses compile_clauses(const std::vector<Clause>& clauses, const SegmentPlaces& segments) {
  Clauses compiled;
  for (const Clause& clause : clauses) {
    CompiledClause& one = compiled.emplace_back();
    one.op = clause.op;
    one.negate = clause.negate;
    if (clause.segment.empty()) {
      one.path = path_hash(clause.attribute);
      one.operands = compile_operands(clause.op, clause.values);
    } else {
      one.segment = segments.at(clause.segment);
    }
  }
  return compiled;
}

Given find_variant(const Definition& flag, const std::string& name) {
  const auto found = flag.variants.find(name);
  return found == flag.variants.end() ? Given() : Given{&found->second, found->first};
}

CompiledServe compile_serve(const Definition& flag, const Serve& serve) {
  CompiledServe compiled;
  compiled.given = find_variant(flag, serve.split ? serve.split->rest : serve.variant);
  if (!serve.split) return compiled;
  compiled.splits = true;
  compiled.by = path_hash(serve.split->by);
  compiled.salted.add(serve.split->salt.empty() ? flag.salt : serve.split->salt).add(kSaltEnd);
  for (const Range& range : serve.split->ranges)
    compiled.parts.push_back({range.from, range.to, find_variant(flag, range.variant)});
  return compiled;
}

CompiledFlag compile_flag(const Definition& flag, bool all_killed, const SegmentPlaces& segments) {
  CompiledFlag compiled;
  compiled.definition = &flag;
  compiled.on = flag.enabled && !flag.killed && !all_killed;
  compiled.off_step = flag.killed || all_killed ? Step::Kill : Step::Enabled;
  compiled.off = find_variant(flag, flag.off);
  for (const Target& target : flag.targets)
    for (const std::string& unit : target.units)
      compiled.targets.emplace_back(unit, find_variant(flag, target.variant));
  std::ranges::sort(compiled.targets, {}, &std::pair<std::string_view, Given>::first);
  for (const Rule& rule : flag.rules)
    compiled.rules.push_back({compile_clauses(rule.when, segments), compile_serve(flag, rule.serve)});
  if (flag.otherwise) compiled.otherwise = compile_serve(flag, *flag.otherwise);
  compiled.is_static = flag.rules.empty() && flag.targets.empty();
  return compiled;
}

}  // namespace

Result<Program> Program::compile(Definitions definitions) {
  for (Definition& flag : definitions.flags) add_salt(flag);
  validation::Issues issues("body");
  check_all(definitions, issues);
  if (issues.count() > 0) return std::move(issues).error();
  auto compiled = std::make_unique<Compiled>();
  compiled->definitions = std::move(definitions);
  const Definitions& all = compiled->definitions;

  SegmentPlaces places;
  for (const Segment& segment : all.segments) places.emplace(segment.key, static_cast<int>(places.size()));
  for (const Segment& segment : all.segments) {
    std::vector<Clauses>& groups = compiled->segments.emplace_back();
    for (const Segment::Group& group : segment.any) groups.push_back(compile_clauses(group.when, places));
  }
  compiled->slots.resize(std::bit_ceil(2 * all.flags.size() + 1));
  for (const Definition& flag : all.flags) {
    compiled->flags.push_back(compile_flag(flag, all.killed, places));
    std::size_t slot = std::hash<std::string_view>()(flag.key);
    while (compiled->slots[slot &= compiled->slots.size() - 1] != 0) ++slot;
    compiled->slots[slot] = static_cast<std::uint32_t>(compiled->flags.size());
  }
  return Program(std::move(compiled));
}

}  // namespace tenstone::flags
