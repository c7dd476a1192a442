#include "run.hpp"

#include "run_children.hpp"

namespace tenstone::json_schema {

template <bool Collects>
bool SchemaRun<Collects>::schema(SchemaId id, const Node& value, Marks marks, Spot at, Spot keyword) {
  if constexpr (!Collects) id = program_.schemas[id].fast;
  const CompiledSchema& schema = program_.schemas[id];
  if (!state_.spend(1)) return false;
  const std::uint8_t types = types_of(value);
  if ((schema.types & types) == 0) {
    const bool never = schema.types == 0;
    return fail(schema, value, at, keyword, {never ? Keyword::Unknown : Keyword::Type, never ? nullptr : schema.type});
  }
  if (schema.count == 0) return true;
  if (state_.depth == RunState::kDeepest) return state_.give_up();
  ++state_.depth;
  const bool enters = program_.dynamic && (state_.scope.empty() || state_.scope.back() != schema.resource);
  if (enters) state_.scope.push_back(schema.resource);
  const bool tracks = schema.tracks && value.is_container();
  const Marks own = tracks ? state_.push(value.size) : marks;
  bool good = true;
  const Instruction* const end = &program_.instructions[schema.first] + schema.count;
  for (const Instruction* in = end - schema.count; in != end && goes_on(good); ++in)
    if ((in->types & types) != 0) good &= run(schema, *in, value, own, at, keyword);
  if (tracks) state_.pop(own, marks, value.size, good);
  if (enters) state_.scope.pop_back();
  --state_.depth;
  return good && !state_.exhausted;
}

template <bool Collects>
bool SchemaRun<Collects>::run(const CompiledSchema& schema, const Instruction& in, const Node& value, Marks marks,
                              Spot at, Spot keyword) {
  bool good = true;
  const auto code_points_in = [&] { return state_.spend(value.size / 64) ? code_points(value.view()) : 0; };
  switch (in.op) {
    case Op::OneOfValues: good = state_.spend(weight_of(value)) && program_.value_sets[in.a].contains(value); break;
    case Op::Minimum: good = state_.spend(weight_of(value)) && compare_numbers(value, *in.value) >= 0; break;
    case Op::Maximum: good = state_.spend(weight_of(value)) && compare_numbers(value, *in.value) <= 0; break;
    case Op::Above: good = state_.spend(weight_of(value)) && compare_numbers(value, *in.value) > 0; break;
    case Op::Below: good = state_.spend(weight_of(value)) && compare_numbers(value, *in.value) < 0; break;
    case Op::MultipleOf: good = state_.spend(weight_of(value)) && is_multiple(value, *in.value); break;
    // A code point has 1 to 4 bytes: most often the bytes decide.
    case Op::MinLength: good = value.size >= in.a && (value.size / 4 >= in.a || code_points_in() >= in.a); break;
    case Op::MaxLength: good = value.size <= in.a || (value.size / 4 <= in.a && code_points_in() <= in.a); break;
    case Op::MinItems:
    case Op::MinProperties: good = value.size >= in.a; break;
    case Op::MaxItems:
    case Op::MaxProperties: good = value.size <= in.a; break;
    case Op::Format: good = state_.spend(value.size / 64) && format_at(in.a).holds(value.view()); break;
    case Op::Pattern: good = matches(in.a, value.view()); break;
    case Op::UniqueItems: good = unique(value); break;
    case Op::Object: return object(schema, program_.object_plans[in.a], value, marks, at, keyword);
    case Op::Array: return array(program_.array_plans[in.a], value, marks, at, keyword);
    case Op::Contains: return contains(schema, program_.contains_plans[in.a], value, marks, at, keyword);
    case Op::PropertyNames: return key_schema(in, value, at, keyword);
    case Op::Ref: return this->schema(in.a, value, marks, at, Step(keyword, "$ref").spot());
    case Op::DynamicRef: return this->schema(dynamic_target(in), value, marks, at, Step(keyword, "$dynamicRef").spot());
    case Op::AllOf: {
      const Step all(keyword, "allOf");
      for (std::uint32_t i = 0; i < in.b && goes_on(good); ++i)
        good &= this->schema(program_.lists[in.a + i], value, marks, at, Step(all.spot(), {}, i).spot());
      return good;
    }
    case Op::AnyOf:
    case Op::OneOf: return alternatives(schema, in, value, marks, at, keyword);
    case Op::Not: good = !holds(in.a, value, kNoMarks); break;
    case Op::If: return condition(program_.conditions[in.a], value, marks, at, keyword);
    case Op::UnevaluatedItems:
    case Op::UnevaluatedProperties: return unevaluated(schema, in, value, marks, at, keyword);
  }
  return good || fail(schema, value, at, keyword, {in.keyword, in.value});
}

template class SchemaRun<false>;
template class SchemaRun<true>;

Result<bool> Schema::fits(const Document& document, const CheckLimits& limits) const {
  RunState state(*program_, limits.steps);
  const bool good = SchemaRun<false>(state, nullptr).schema(program_->root, document.root(), kNoMarks, {}, {});
  if (state.exhausted) return kCheckTooLong;
  return good;
}

}  // namespace tenstone::json_schema
