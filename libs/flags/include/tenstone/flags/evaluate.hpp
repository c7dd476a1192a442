// Evaluation of flags: definitions compiled once, then a value for each flag and context. Pure.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "tenstone/flags/context.hpp"
#include "tenstone/flags/definition.hpp"

namespace tenstone::flags {

// As OpenFeature names them.
enum class Reason : std::uint8_t {
  Static,          // no rule and no target: the default is the same for every context
  TargetingMatch,  // a target or a rule
  Split,           // the split of a rule or of the default
  Disabled,        // not enabled, or killed
  Default,         // no target and no rule matched; or a split found no unit, and gave its rest
  Error
};
std::string_view to_string(Reason reason);  // "TARGETING_MATCH"

enum class EvaluationError : std::uint8_t { None, FlagNotFound, TypeMismatch };
std::string_view to_string(EvaluationError error);  // "FLAG_NOT_FOUND"

// Which part of the definition decided.
enum class Step : std::uint8_t { None, Kill, Enabled, Target, Rule, Default };

struct Evaluation {
  const Value* value = nullptr;  // nullptr: the caller's own default holds
  std::string_view variant;      // "" without a value
  Reason reason = Reason::Error;
  EvaluationError error = EvaluationError::None;  // not None: the reason is Error
  Step step = Step::None;
  int rule = -1;  // with Step::Rule: which one of the definition
};

// A rule that was looked at: the first of its clauses that did not hold; nothing: all held.
struct RuleTrace {
  int rule = 0;
  std::optional<std::size_t> failed_clause;
};
struct Explanation {
  Evaluation evaluation;
  std::vector<RuleTrace> rules;  // in order, up to the one that decided
};

// All flags of an installation, compiled. Immutable: any number of threads evaluate at once. What an Evaluation points
// to lives as long as the program.
//
// Order: kill switch of all flags, kill switch of the flag, enabled, targets, rules, default.
class Program {
 public:
  // Error: validation_failed, as parse_definitions() finds it.
  static Result<Program> compile(Definitions definitions);
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  // Errors: FlagNotFound. Neither throws nor allocates, but that a regular expression grows the cache of its automaton.
  Evaluation evaluate(std::string_view key, const Context& context) const;
  // Besides: TypeMismatch, when the flag is of another type.
  Evaluation evaluate(std::string_view key, Type type, const Context& context) const;
  // The same decision, with the rules on the way to it.
  Explanation explain(std::string_view key, const Context& context) const;

  const Definitions& definitions() const;
  const Definition* find(std::string_view key) const;  // nullptr: there is none

 private:
  struct Compiled;
  explicit Program(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace tenstone::flags
