// The instructions that hold other schemas: to members, to items, and to the same value.
#pragma once
#include "run.hpp"

namespace tenstone::json_schema {

template <bool Collects>
bool SchemaRun<Collects>::holds(SchemaId id, const Node& value, Marks marks) {
  const Marks own = marks == kNoMarks ? kNoMarks : state_.push(value.size);
  const bool good = SchemaRun<false>(state_, nullptr).schema(id, value, own, {}, {});
  if (own != kNoMarks) state_.pop(own, marks, value.size, good);
  return good;
}

// Scopes are few, and the outermost is most often it.
template <bool Collects>
SchemaId SchemaRun<Collects>::dynamic_target(const Instruction& in) const {
  const auto& targets = program_.dynamic_anchors[in.a].by_resource;
  for (const std::uint32_t resource : state_.scope)
    if (const auto found = targets.find(resource); found != targets.end()) return found->second;
  return in.b;
}

template <bool Collects>
bool SchemaRun<Collects>::object(const CompiledSchema& schema, const ObjectPlan& plan, const Node& value, Marks marks,
                                 Spot at, Spot keyword) {
  if (!state_.spend(value.size)) return false;
  bool good = true;
  SeenNames seen(state_, plan.bits);
  std::size_t ordinal = 0;
  const Node* const end = value.next();
  for (const Node* key = &value + 1; key != end && goes_on(good); key = key[1].next(), ++ordinal) {
    bool evaluated = false;
    good &= member(plan, *key, seen, evaluated, at, keyword);
    if (evaluated && marks != kNoMarks) state_.mark(marks, ordinal);
  }
  if (goes_on(good)) good &= needs(schema, plan, value, seen, marks, at, keyword);
  return good;
}

template <bool Collects>
bool SchemaRun<Collects>::member(const ObjectPlan& plan, const Node& key, SeenNames& seen, bool& evaluated, Spot at,
                                 Spot keyword) {
  bool good = true;
  const Node& value = (&key)[1];
  const Step here(at, key.view());
  if (const NameTable::Name* name = plan.names.find(key); name != nullptr) {
    if (name->bit != kNone) seen.add(name->bit);
    if (name->schema != kNone) {
      evaluated = true;
      const Step properties(keyword, "properties");
      good = this->schema(name->schema, value, kNoMarks, here.spot(), Step(properties.spot(), key.view()).spot());
    }
  }
  for (const ObjectPlan::Pattern& each : plan.patterns) {
    if (!goes_on(good)) return good;
    if (!matches(each.pattern, key.view())) continue;
    evaluated = true;
    const Step patterns(keyword, "patternProperties");
    good &= this->schema(each.schema, value, kNoMarks, here.spot(), Step(patterns.spot(), each.key->view()).spot());
  }
  if (evaluated || plan.additional == kNone) return good;
  evaluated = true;
  const Step additional(keyword, "additionalProperties");
  if (never(plan.additional)) {
    return fail(program_.schemas[plan.additional], key, here.spot(), additional.spot(),
                {.keyword = Keyword::Unknown, .name = &key});
  }
  return this->schema(plan.additional, value, kNoMarks, here.spot(), additional.spot());
}

template <bool Collects>
bool SchemaRun<Collects>::needs(const CompiledSchema& schema, const ObjectPlan& plan, const Node& value,
                                const SeenNames& seen, Marks marks, Spot at, Spot keyword) {
  bool good = true;
  for (const ObjectPlan::Needs& each : plan.needs) {
    if (!goes_on(good)) return good;
    if (each.bit != kNone && !seen.has(each.bit)) continue;
    for (const auto& [bit, name] : each.names) {
      if (seen.has(bit)) continue;
      good = fail(schema, value, Step(at, name->view()).spot(), keyword,
                  {.keyword = each.keyword, .name = name, .because = each.key});
      if (!goes_on(good)) return good;
    }
    if (each.schema == kNone) continue;
    const Step of(keyword, info_of(each.keyword).name);
    good &= this->schema(each.schema, value, marks, at, Step(of.spot(), each.key->view()).spot());
  }
  return good;
}

template <bool Collects>
bool SchemaRun<Collects>::array(const ArrayPlan& plan, const Node& value, Marks marks, Spot at, Spot keyword) {
  bool good = true;
  const Step prefix(keyword, "prefixItems"), items(keyword, "items");
  std::uint32_t index = 0;
  for (const Node* each = &value + 1; each != value.next() && goes_on(good); each = each->next(), ++index) {
    if (index >= plan.count && plan.rest == kNone) break;
    if (marks != kNoMarks) state_.mark(marks, index);
    const Step here(at, {}, index);
    good &= index < plan.count ? this->schema(program_.lists[plan.first + index], *each, kNoMarks, here.spot(),
                                              Step(prefix.spot(), {}, index).spot())
                               : this->schema(plan.rest, *each, kNoMarks, here.spot(), items.spot());
  }
  return good;
}

template <bool Collects>
bool SchemaRun<Collects>::contains(const CompiledSchema& schema, const ContainsPlan& plan, const Node& value,
                                   Marks marks, Spot at, Spot keyword) {
  std::uint32_t found = 0, index = 0;
  for (const Node* each = &value + 1; each != value.next(); each = each->next(), ++index) {
    if (marks == kNoMarks && found >= plan.least && plan.most == kNone) return true;
    if (!holds(plan.schema, *each, kNoMarks)) continue;
    ++found;
    if (marks != kNoMarks) state_.mark(marks, index);
  }
  if (found < plan.least) {
    const bool counts = plan.least_value != nullptr;
    return fail(schema, value, at, keyword, {counts ? Keyword::MinContains : Keyword::Contains, plan.least_value});
  }
  return found <= plan.most || fail(schema, value, at, keyword, {Keyword::MaxContains, plan.most_value});
}

template <bool Collects>
bool SchemaRun<Collects>::unique(const Node& value) {
  constexpr std::uint32_t kFew = 8;
  if (!state_.spend(weight_of(value))) return false;
  if (value.size <= kFew) {
    for (const Node* a = &value + 1; a != value.next(); a = a->next())
      for (const Node* b = a->next(); b != value.next(); b = b->next())
        if (equal(*a, *b)) return false;
    return true;
  }
  std::vector<std::pair<std::uint64_t, const Node*>> hashed;
  hashed.reserve(value.size);
  for (const Node* each = &value + 1; each != value.next(); each = each->next())
    hashed.emplace_back(hash_value(*each), each);
  std::ranges::sort(hashed);
  for (std::size_t i = 0; i < hashed.size(); ++i)
    for (std::size_t j = i + 1; j < hashed.size() && hashed[j].first == hashed[i].first; ++j)
      if (!state_.spend(1) || equal(*hashed[i].second, *hashed[j].second)) return false;
  return true;
}

// anyOf and oneOf. Where evaluated members count, those of every alternative that holds do.
template <bool Collects>
bool SchemaRun<Collects>::alternatives(const CompiledSchema& schema, const Instruction& in, const Node& value,
                                       Marks marks, Spot at, Spot keyword) {
  const bool one = in.op == Op::OneOf;
  std::uint32_t fitting = 0;
  for (std::uint32_t i = 0; i < in.b; ++i) {
    fitting += holds(program_.lists[in.a + i], value, marks);
    if (fitting > 0 && (one ? fitting > 1 : marks == kNoMarks)) break;
  }
  if (fitting == 1 || (fitting > 0 && !one)) return true;
  if constexpr (Collects) {
    if (fitting == 0 && out_->branches()) {
      const Step all(keyword, info_of(in.keyword).name);
      for (std::uint32_t i = 0; i < in.b; ++i)
        (void)this->schema(program_.lists[in.a + i], value, kNoMarks, at, Step(all.spot(), {}, i).spot());
    }
  }
  return fail(schema, value, at, keyword, {in.keyword, in.value});
}

template <bool Collects>
bool SchemaRun<Collects>::condition(const Condition& plan, const Node& value, Marks marks, Spot at, Spot keyword) {
  const bool yes = holds(plan.test, value, marks);
  const SchemaId next = yes ? plan.then : plan.otherwise;
  return next == kNone || this->schema(next, value, marks, at, Step(keyword, yes ? "then" : "else").spot());
}

template <bool Collects>
bool SchemaRun<Collects>::unevaluated(const CompiledSchema&, const Instruction& in, const Node& value, Marks marks,
                                      Spot at, Spot keyword) {
  if (!state_.spend(value.size)) return false;
  bool good = true;
  const bool members = in.op == Op::UnevaluatedProperties;
  const Step of(keyword, info_of(in.keyword).name);
  std::size_t ordinal = 0;
  for (const Node* each = &value + 1; each != value.next() && goes_on(good); ++ordinal) {
    const Node& key = *each;
    const Node& content = members ? each[1] : *each;
    each = content.next();
    if (state_.marked(marks, ordinal)) continue;
    const Step here(at, members ? key.view() : std::string_view(), members ? -1 : static_cast<std::ptrdiff_t>(ordinal));
    good &= members && never(in.a)
                ? fail(program_.schemas[in.a], key, here.spot(), of.spot(), {.keyword = Keyword::Unknown, .name = &key})
                : schema(in.a, content, kNoMarks, here.spot(), of.spot());
  }
  state_.mark_all(marks, value.size);
  return good;
}

template <bool Collects>
bool SchemaRun<Collects>::key_schema(const Instruction& in, const Node& value, Spot at, Spot keyword) {
  bool good = true;
  const Step of(keyword, "propertyNames");
  for (const Node* key = &value + 1; key != value.next() && goes_on(good); key = key[1].next())
    good &= schema(in.a, *key, kNoMarks, Step(at, key->view()).spot(), of.spot());
  return good;
}

}  // namespace tenstone::json_schema
