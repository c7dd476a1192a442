// A document held against a SchemaProgram, by plain recursion into the document.
#pragma once
#include <algorithm>
#include <type_traits>
#include <vector>

#include "formats.hpp"
#include "program.hpp"
#include "tenstone/validation/issues.hpp"

namespace tenstone::json_schema {

using validation::At;

// Which members or items of a value were evaluated: bits in RunState::words from here on.
using Marks = std::size_t;
inline constexpr Marks kNoMarks = SIZE_MAX;  // nobody asks; always so where the value is no array or object

// What a run needs besides the stack. Its vectors keep their memory for the thread's next run.
struct RunState {
  static constexpr std::uint32_t kDeepest = 1'000;  // schemas within schemas

  explicit RunState(const SchemaProgram& of, std::uint64_t most) : program(of), steps(most) {}

  bool spend(std::uint64_t count) {
    if (count > steps) return give_up();
    steps -= count;
    return true;
  }
  bool give_up() {
    steps = 0;
    exhausted = true;
    return false;
  }
  Marks push(std::size_t bits) {
    const Marks at = words.size();
    words.resize(at + (bits + 63) / 64, 0);
    return at;
  }
  void mark(Marks marks, std::size_t bit) { words[marks + bit / 64] |= std::uint64_t{1} << (bit % 64); }
  bool marked(Marks marks, std::size_t bit) const { return (words[marks + bit / 64] >> (bit % 64) & 1) != 0; }
  void mark_all(Marks marks, std::size_t bits) {
    std::fill_n(words.begin() + static_cast<std::ptrdiff_t>(marks), (bits + 63) / 64, ~std::uint64_t{0});
  }
  // Ends `from`, which was pushed last.
  void pop(Marks from, Marks into, std::size_t bits, bool keep) {
    if (keep && into != kNoMarks)
      for (std::size_t i = 0; i < (bits + 63) / 64; ++i) words[into + i] |= words[from + i];
    words.resize(from);
  }

  const SchemaProgram& program;
  std::uint64_t steps;
  bool exhausted = false;
  std::uint32_t depth = 0;
  std::vector<std::uint64_t>& words = kept().words;
  std::vector<std::uint32_t>& scope = kept().scope;  // resources, from the outermost

 private:
  struct Kept {
    std::vector<std::uint64_t> words;
    std::vector<std::uint32_t> scope;
  };
  static Kept& kept() {
    thread_local Kept mine;
    mine.words.clear();
    mine.scope.clear();
    return mine;
  }
};

// Which of the names that matter (NameTable::Name::bit) an object has.
class SeenNames {
 public:
  SeenNames(RunState& state, std::uint32_t bits)
      : state_(state), many_(bits > kInPlace ? state.push(bits) : kNoMarks) {}
  ~SeenNames() {
    if (many_ != kNoMarks) state_.pop(many_, kNoMarks, 0, false);
  }
  SeenNames(const SeenNames&) = delete;

  void add(std::uint32_t bit) {
    if (many_ == kNoMarks)
      few_ |= std::uint64_t{1} << bit;
    else
      state_.mark(many_, bit);
  }
  bool has(std::uint32_t bit) const { return many_ == kNoMarks ? (few_ >> bit & 1) != 0 : state_.marked(many_, bit); }

 private:
  static constexpr std::uint32_t kInPlace = 64;

  RunState& state_;
  std::uint64_t few_ = 0;
  const Marks many_;
};

// What is wrong, and by which keyword of which schema.
struct RunFault {
  Keyword keyword;
  const Node* value = nullptr;    // the keyword's, in the schema
  const Node* name = nullptr;     // the member that is missing, or not known
  const Node* because = nullptr;  // the member that demands `name`
};

class IssueCollector {
 public:
  IssueCollector(const SchemaProgram& program, SchemaOutput& out, std::size_t most, bool branches)
      : program_(program), out_(out), most_(most), branches_(branches) {}
  bool branches() const { return branches_; }  // those of alternatives, too
  // `value`: the place of the input.
  void add(const CompiledSchema& schema, const Node& value, const At& at, const At& keyword, const RunFault& fault);

 private:
  const SchemaProgram& program_;
  SchemaOutput& out_;
  std::size_t most_;
  bool branches_;
};

// Places are chains on the stack while issues are collected, and nothing at all while they are not.
struct NoSpot {};
template <bool Collects>
struct Link {
  Link(const At* parent, std::string_view key, std::ptrdiff_t index = -1) : at{parent, key, index} {}
  const At* spot() const { return &at; }
  At at;
};
template <>
struct Link<false> {
  Link(NoSpot, std::string_view, std::ptrdiff_t = -1) {}
  NoSpot spot() const { return {}; }
};

// Collects: all issues, in the order of the document. Else it stops at the first fault.
template <bool Collects>
class SchemaRun {
 public:
  using Spot = std::conditional_t<Collects, const At*, NoSpot>;
  using Step = Link<Collects>;

  SchemaRun(RunState& state, IssueCollector* out) : program_(state.program), state_(state), out_(out) {}

  // `marks`: of `value`, where a schema around asks what was evaluated.
  bool schema(SchemaId id, const Node& value, Marks marks, Spot at, Spot keyword);

 private:
  bool run(const CompiledSchema& schema, const Instruction& in, const Node& value, Marks marks, Spot at, Spot keyword);
  bool object(const CompiledSchema& schema, const ObjectPlan& plan, const Node& value, Marks marks, Spot at,
              Spot keyword);
  bool member(const ObjectPlan& plan, const Node& key, SeenNames& seen, bool& evaluated, Spot at, Spot keyword);
  bool needs(const CompiledSchema& schema, const ObjectPlan& plan, const Node& value, const SeenNames& seen,
             Marks marks, Spot at, Spot keyword);
  bool array(const ArrayPlan& plan, const Node& value, Marks marks, Spot at, Spot keyword);
  bool contains(const CompiledSchema& schema, const ContainsPlan& plan, const Node& value, Marks marks, Spot at,
                Spot keyword);
  bool unique(const Node& value);
  bool alternatives(const CompiledSchema& schema, const Instruction& in, const Node& value, Marks marks, Spot at,
                    Spot keyword);
  bool condition(const Condition& plan, const Node& value, Marks marks, Spot at, Spot keyword);
  bool unevaluated(const CompiledSchema& schema, const Instruction& in, const Node& value, Marks marks, Spot at,
                   Spot keyword);
  bool key_schema(const Instruction& in, const Node& value, Spot at, Spot keyword);
  // Held silently; what it evaluates counts when it holds.
  bool holds(SchemaId id, const Node& value, Marks marks);
  SchemaId dynamic_target(const Instruction& in) const;
  bool never(SchemaId id) const { return program_.schemas[id].types == 0; }
  bool matches(std::uint32_t pattern, std::string_view text) {
    const validation::Regex& one = program_.patterns[pattern];
    return state_.spend(one.steps(text.size())) && one.matches(text);
  }

  bool fail(const CompiledSchema& schema, const Node& value, Spot at, Spot keyword, const RunFault& fault) {
    if constexpr (Collects) {
      if (!state_.exhausted) out_->add(schema, value, *at, *keyword, fault);
    }
    return false;
  }
  // After one of several faults: whether to go on.
  static constexpr bool goes_on(bool good) { return good || Collects; }

  const SchemaProgram& program_;
  RunState& state_;
  IssueCollector* out_;
};

extern template class SchemaRun<false>;
extern template class SchemaRun<true>;

}  // namespace tenstone::json_schema
