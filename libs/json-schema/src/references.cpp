#include <algorithm>

#include "compiler.hpp"

namespace tenstone::json_schema {
namespace {

constexpr std::uint32_t kLongestChain = 200;

// The schemas that hold for the same place of the input as `schema` does. Those of a $dynamicRef depend on the run,
// whose depth is limited.
std::vector<SchemaId> in_place(const SchemaProgram& program, const CompiledSchema& schema) {
  std::vector<SchemaId> out;
  const auto add = [&](SchemaId id) {
    if (id != kNone) out.push_back(id);
  };
  for (std::uint32_t i = schema.first; i < schema.first + schema.count; ++i) {
    const Instruction& each = program.instructions[i];
    switch (each.op) {
      case Op::Ref:
      case Op::Not: add(each.a); break;
      case Op::AllOf:
      case Op::AnyOf:
      case Op::OneOf:
        for (std::uint32_t one = each.a; one < each.a + each.b; ++one) add(program.lists[one]);
        break;
      case Op::If:
        add(program.conditions[each.a].test);
        add(program.conditions[each.a].then);
        add(program.conditions[each.a].otherwise);
        break;
      case Op::Object:
        for (const ObjectPlan::Needs& needs : program.object_plans[each.a].needs) add(needs.schema);
        break;
      default: break;
    }
  }
  return out;
}

bool is_lone_reference(const SchemaProgram& program, const CompiledSchema& schema) {
  if (schema.count != 1 || schema.types != kAnyType || program.instructions[schema.first].op != Op::Ref) return false;
  return !program.dynamic || program.schemas[program.instructions[schema.first].a].resource == schema.resource;
}

}  // namespace

std::vector<std::uint32_t> settle_references(SchemaProgram& program) {
  enum class State : std::uint8_t { New, Open, Done };
  struct Visit {
    SchemaId schema;
    std::vector<SchemaId> next;
    std::size_t at = 0;
  };
  std::vector<State> states(program.schemas.size(), State::New);
  std::vector<std::uint32_t> heights(program.schemas.size(), 0), bad;
  for (SchemaId start = 0; start < program.schemas.size(); ++start) {
    if (states[start] != State::New) continue;
    std::vector<Visit> open;
    const auto enter = [&](SchemaId id) {
      states[id] = State::Open;
      open.push_back({id, in_place(program, program.schemas[id])});
    };
    enter(start);
    while (!open.empty()) {
      Visit& top = open.back();
      CompiledSchema& schema = program.schemas[top.schema];
      if (top.at < top.next.size()) {
        const SchemaId next = top.next[top.at++];
        if (states[next] == State::Open)
          bad.push_back(program.schemas[next].place);
        else if (states[next] == State::New)
          enter(next);
        continue;
      }
      for (const SchemaId next : top.next) heights[top.schema] = std::max(heights[top.schema], heights[next] + 1);
      if (heights[top.schema] == kLongestChain) bad.push_back(schema.place);
      if (is_lone_reference(program, schema)) schema.fast = program.schemas[program.instructions[schema.first].a].fast;
      states[top.schema] = State::Done;
      open.pop_back();
    }
  }
  std::ranges::sort(bad);
  bad.erase(std::ranges::unique(bad).begin(), bad.end());
  return bad;
}

}  // namespace tenstone::json_schema
