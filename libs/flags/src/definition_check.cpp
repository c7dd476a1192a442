#include "definition_check.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <map>
#include <set>

#include "semver.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/http/ip_address.hpp"

namespace tenstone::flags {
namespace {

using validation::At;
using validation::Issues;

constexpr std::size_t kMostRegexes = 10;  // of a clause

class DefinitionChecker {
 public:
  explicit DefinitionChecker(Issues& issues) : issues_(issues) {}

  void definition(const Definition& flag, const At& at) {
    variants_ = &flag.variants;
    key(flag.key, At{&at, "key"});
    const At variants{&at, "variants"};
    for (const auto& [name, each] : flag.variants) {
      key(name, At{&variants, name});
      value(each, flag.type, At{&variants, name});
    }
    if (!flag.off.empty()) variant(flag.off, At{&at, "off"});
    targets(flag.targets, At{&at, "targets"});
    const At rules{&at, "rules"};
    for (std::size_t i = 0; i < flag.rules.size(); ++i) {
      const At rule{&rules, {}, static_cast<std::ptrdiff_t>(i)};
      clauses(flag.rules[i].when, At{&rule, "when"});
      serve(flag.rules[i].serve, At{&rule, "serve"});
    }
    if (flag.otherwise) serve(*flag.otherwise, At{&at, "default"});
  }
  void segment(const Segment& one, const At& at) {
    key(one.key, At{&at, "key"});
    const At any{&at, "any"};
    for (std::size_t i = 0; i < one.any.size(); ++i) {
      const At group{&any, {}, static_cast<std::ptrdiff_t>(i)};
      clauses(one.any[i].when, At{&group, "when"});
    }
  }

 private:
  void key(std::string_view text, const At& at) {
    if (!is_key(text))
      issues_.add(at, "key", fmt::format("must be 1 to {} of A-Z, a-z, 0-9, '.', '_' and '-'", kMaxKeyLength));
  }
  void variant(const std::string& name, const At& at) {
    if (!variants_->contains(name)) issues_.add(at, "unknown_variant", "is not among the variants");
  }
  void number(double one, const At& at) {
    if (!(std::abs(one) <= kMaxNumber)) issues_.add(at, "range", "must be from -(2^53 - 1) to 2^53 - 1");
  }
  void value(const Value& one, Type type, const At& at) {
    if (one.index() != static_cast<std::size_t>(type))
      return issues_.add(at, "variant_type_mismatch", "must be of the flag's type");
    if (const double* plain = std::get_if<double>(&one)) return number(*plain, at);
    if (to_json(one).size() > kMaxValueBytes) issues_.add(at, "value_size", "must be at most 64 KiB long");
  }

  void targets(const std::vector<Target>& all, const At& at) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const At target{&at, {}, static_cast<std::ptrdiff_t>(i)};
      const At units{&target, "units"};
      variant(all[i].variant, At{&target, "variant"});
      for (std::size_t j = 0; j < all[i].units.size(); ++j)
        if (!seen.insert(all[i].units[j]).second)
          issues_.add(At{&units, {}, static_cast<std::ptrdiff_t>(j)}, "duplicate_unit", "has a target already");
    }
  }

  void serve(const Serve& what, const At& at) {
    if (!what.split) return variant(what.variant, at);
    variant(what.split->rest, At{&at, "rest"});
    const At ranges{&at, "ranges"};
    int end = 0;
    for (std::size_t i = 0; i < what.split->ranges.size(); ++i) {
      const Range& range = what.split->ranges[i];
      const At here{&ranges, {}, static_cast<std::ptrdiff_t>(i)};
      variant(range.variant, At{&here, "variant"});
      if (range.variant == what.split->rest)
        issues_.add(At{&here, "variant"}, "rest", "must not be the variant of the rest, which needs no range");
      if (range.from < end) issues_.add(At{&here, "from"}, "range", "must not be below the end of the range before");
      if (range.from >= range.to || range.to > kEverybody)
        issues_.add(At{&here, "to"}, "range", "must be above from, and at most 100000");
      end = std::max(end, range.to);
    }
  }

  void clauses(const std::vector<Clause>& all, const At& at) {
    for (std::size_t i = 0; i < all.size(); ++i) clause(all[i], At{&at, {}, static_cast<std::ptrdiff_t>(i)});
  }
  void clause(const Clause& one, const At& at) {
    if (!one.segment.empty()) return;
    const At values{&at, "values"};
    const std::size_t most = one.op == Op::Equals    ? 1
                             : one.op == Op::In      ? kMaxSetValues
                             : one.op == Op::Matches ? kMostRegexes
                                                     : kMaxClauseValues;
    if (one.values.empty() || one.values.size() > most)
      return issues_.add(
          values, "items",
          fmt::format("must have {} items with this op", most == 1 ? "1" : fmt::format("1 to {}", most)));
    for (std::size_t i = 0; i < one.values.size(); ++i)
      operand(one.op, one.values[i], At{&values, {}, static_cast<std::ptrdiff_t>(i)});
  }
  void operand(Op op, const Scalar& one, const At& at) {
    const double* plain = std::get_if<double>(&one);
    const std::string* text = std::get_if<std::string>(&one);
    if (plain) number(*plain, at);
    if (op == Op::Equals || op == Op::In) return;
    if (op >= Op::Less && op <= Op::AtLeast) {
      if (!plain) issues_.add(at, "type", "must be a number with this op");
      return;
    }
    if (!text) return issues_.add(at, "type", "must be a text with this op");
    if (op >= Op::SemverEquals && op <= Op::SemverSameMinor) {
      if (!parse_semver(*text)) issues_.add(at, "semver", "must be a version like 1.2.3");
    } else if (op == Op::Matches) {
      regex(*text, at);
    } else if (op == Op::InNetwork) {
      if (!http::Cidr::parse(*text))
        issues_.add(at, "cidr", "must be a network like 10.0.0.0/8, with no bits set behind the prefix");
    } else if (op == Op::Before || op == Op::After) {
      if (!parse_rfc3339(*text)) issues_.add(at, "time", "must be a time like 2026-11-22T08:15:00Z");
    }
  }
  void regex(const std::string& pattern, const At& at) {
    if (++regexes_ > kMaxRegexes) {
      if (regexes_ == kMaxRegexes + 1)
        issues_.add(at, "regex_rejected", fmt::format("is one of more than {} regular expressions", kMaxRegexes));
      return;
    }
    if (pattern.size() > kMaxRegexBytes)
      return issues_.add(at, "regex_rejected", fmt::format("must be at most {} bytes long", kMaxRegexBytes));
    const auto compiled = compile_regex(pattern);
    if (compiled->error_code() == re2::RE2::ErrorPatternTooLarge)
      issues_.add(at, "regex_rejected", "is too large when compiled: repeat less");
    else if (!compiled->ok())
      issues_.add(at, "regex_rejected", "is not a regular expression in RE2 syntax: " + compiled->error());
  }

  Issues& issues_;
  std::size_t regexes_ = 0;
  const std::map<std::string, Value>* variants_ = nullptr;
};

// Which segments use which. A segment's cost: how many clauses are looked at, at most.
class SegmentGraph {
 public:
  SegmentGraph(const std::vector<Segment>& segments, Issues& issues)
      : segments_(segments), visits_(segments.size()), issues_(issues) {
    const At root, list{&root, "segments"};
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const At segment{&list, {}, static_cast<std::ptrdiff_t>(i)};
      if (!places_.emplace(segments[i].key, i).second)
        issues_.add(At{&segment, "key"}, "duplicate_key", "is given more than once");
    }
    for (std::size_t i = 0; i < segments.size(); ++i) visit(i);
  }

  void flag(const Definition& one, const At& at) {
    const At rules{&at, "rules"};
    std::size_t cost = 0;
    for (std::size_t i = 0; i < one.rules.size(); ++i) {
      const At rule{&rules, {}, static_cast<std::ptrdiff_t>(i)};
      std::size_t depth = 0;
      add(one.rules[i].when, At{&rule, "when"}, cost, depth);
    }
    if (cost > kMaxCheckedClauses) too_many(rules);
  }

 private:
  enum class State : std::uint8_t { New, Open, Done };
  struct Visit {
    State state = State::New;
    std::size_t cost = 0, depth = 0;
  };

  void too_many(const At& at) {
    issues_.add(at, "clauses",
                fmt::format("must come to {} clauses at most, with those of its segments", kMaxCheckedClauses));
  }

  const Visit& visit(std::size_t index) {
    Visit& mine = visits_[index];
    if (mine.state != State::New) return mine;
    mine.state = State::Open;
    const At root, list{&root, "segments"}, segment{&list, {}, static_cast<std::ptrdiff_t>(index)},
        any{&segment, "any"};
    for (std::size_t i = 0; i < segments_[index].any.size(); ++i) {
      const At group{&any, {}, static_cast<std::ptrdiff_t>(i)};
      add(segments_[index].any[i].when, At{&group, "when"}, mine.cost, mine.depth);
    }
    if (++mine.depth > kMaxSegmentDepth)
      issues_.add(segment, "segment_depth", fmt::format("must not go deeper than {} segments", kMaxSegmentDepth));
    if (mine.cost > kMaxCheckedClauses) too_many(any);
    mine.state = State::Done;
    return mine;
  }
  void add(const std::vector<Clause>& clauses, const At& at, std::size_t& cost, std::size_t& depth) {
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      cost = std::min(cost + 1, kMaxCheckedClauses + 1);
      if (clauses[i].segment.empty()) continue;
      const At clause{&at, {}, static_cast<std::ptrdiff_t>(i)}, here{&clause, "segment"};
      const auto found = places_.find(clauses[i].segment);
      if (found == places_.end()) {
        issues_.add(here, "unknown_segment", "is not among the segments");
        continue;
      }
      const Visit& other = visit(found->second);
      if (other.state == State::Open) {
        issues_.add(here, "segment_cycle", "leads back to this segment");
        continue;
      }
      cost = std::min(cost + other.cost, kMaxCheckedClauses + 1);
      depth = std::max(depth, other.depth);
    }
  }

  const std::vector<Segment>& segments_;
  std::map<std::string_view, std::size_t> places_;
  std::vector<Visit> visits_;
  Issues& issues_;
};

}  // namespace

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyLength && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxRegexMemory);
  return std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

void check_one(const Definition& definition, const At& at, Issues& issues) {
  DefinitionChecker(issues).definition(definition, at);
}

void check_one(const Segment& segment, const At& at, Issues& issues) { DefinitionChecker(issues).segment(segment, at); }

void check_all(const Definitions& definitions, Issues& issues) {
  const At root, flags{&root, "flags"}, segments{&root, "segments"};
  for (std::size_t i = 0; i < definitions.segments.size(); ++i)
    check_one(definitions.segments[i], At{&segments, {}, static_cast<std::ptrdiff_t>(i)}, issues);
  SegmentGraph graph(definitions.segments, issues);
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < definitions.flags.size(); ++i) {
    const At flag{&flags, {}, static_cast<std::ptrdiff_t>(i)};
    check_one(definitions.flags[i], flag, issues);
    graph.flag(definitions.flags[i], flag);
    if (!keys.insert(definitions.flags[i].key).second)
      issues.add(At{&flag, "key"}, "duplicate_key", "is given more than once");
  }
}

}  // namespace tenstone::flags
