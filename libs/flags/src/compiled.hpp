// What definitions are compiled into. Everything points into the Definitions that stand beside it.
#pragma once
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "murmur3.hpp"
#include "semver.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/flags/evaluate.hpp"
#include "tenstone/http/ip_address.hpp"

namespace tenstone::flags {

struct ScalarSet {
  std::vector<std::string_view> texts;  // sorted
  std::vector<double> numbers;          // sorted
  bool yes = false, no = false;         // whether it has true, false
};

struct CompiledClause {
  using Operands = std::variant<ScalarSet, std::vector<std::string_view>, std::vector<double>, std::vector<Semver>,
                                std::vector<std::unique_ptr<re2::RE2>>, std::vector<http::Cidr>, std::vector<Time>>;
  Op op = Op::Equals;
  bool negate = false;
  int segment = -1;  // index; -1: it compares the attribute
  std::uint64_t path = 0;
  Operands operands;
};
using Clauses = std::vector<CompiledClause>;

struct Given {
  const Value* value = nullptr;
  std::string_view variant;
};

struct CompiledServe {
  struct Part {
    int from, to;
    Given given;
  };
  bool splits = false;
  Given given;  // of a split: its rest
  std::uint64_t by = 0;
  Murmur3 salted;  // after the salt and kSaltEnd
  std::vector<Part> parts;
};

struct CompiledRule {
  Clauses when;
  CompiledServe serve;
};

struct CompiledFlag {
  const Definition* definition = nullptr;
  bool on = true;
  Step off_step = Step::None;  // what switched it off
  Given off;
  std::vector<std::pair<std::string_view, Given>> targets;  // sorted
  std::vector<CompiledRule> rules;
  std::optional<CompiledServe> otherwise;
  bool is_static = false;  // no rule, no target
};

struct Program::Compiled {
  Definitions definitions;
  std::vector<std::vector<Clauses>> segments;  // the groups of each
  std::vector<CompiledFlag> flags;
  std::vector<std::uint32_t> slots;  // open addressing by std::hash of the key: index + 1; 0: empty. A power of two.

  const CompiledFlag* find(std::string_view key) const;
};

}  // namespace tenstone::flags
