// Keywords that hold other schemas.
#include <fmt/core.h>

#include "compiler.hpp"

namespace tenstone::json_schema {
namespace {

std::string below(const Node& key) {
  std::string out;
  append_token(out, key.view());
  return out;
}

}  // namespace

void SchemaCompiler::one(Keyword keyword, Op op, std::uint8_t types) {
  if (at(keyword) != nullptr) emit(op, types, keyword, schema(*at(keyword)));
}

void SchemaCompiler::list(Keyword keyword, Op op) {
  const Node* value = at(keyword);
  if (value == nullptr) return;
  if (value->kind != Kind::Array || value->size == 0) return fault(keyword, "must be a list with something in it");
  const auto first = static_cast<std::uint32_t>(program_->lists.size());
  for (const Node* each = value + 1; each != value->next(); each = each->next())
    program_->lists.push_back(schema(*each));
  emit(op, kAnyType, keyword, first, value->size);
}

void SchemaCompiler::condition() {
  if (at(Keyword::If) == nullptr) return;
  Condition condition{.test = schema(*at(Keyword::If))};
  if (at(Keyword::Then) != nullptr) condition.then = schema(*at(Keyword::Then));
  if (at(Keyword::Else) != nullptr) condition.otherwise = schema(*at(Keyword::Else));
  program_->conditions.push_back(condition);
  emit(Op::If, kAnyType, Keyword::If, static_cast<std::uint32_t>(program_->conditions.size() - 1));
}

void SchemaCompiler::reference(Keyword keyword) {
  const Node* value = at(keyword);
  if (value == nullptr || value->kind != Kind::String) return;
  const std::uint32_t resource = index_.places[place_].resource;
  SchemaIndex::Target target = index_.resolve(resource, value->view());
  if (target.node == nullptr) return fault(keyword, std::move(target.fault));
  if (keyword == Keyword::DynamicRef && !target.anchor.empty()) {
    // The scope begins with the resource of the root: where that has the anchor, nothing else can be meant.
    const auto& outermost = index_.resources[index_.places[0].resource].dynamic_anchors;
    if (const auto known = outermost.find(target.anchor); known != outermost.end()) {
      target.place = *index_.place_of(*known->second);
    } else {
      const auto next = static_cast<std::uint32_t>(program_->dynamic_anchors.size());
      const auto [plan, fresh] = dynamic_anchors_.try_emplace(std::move(target.anchor), next);
      if (fresh) program_->dynamic_anchors.emplace_back();
      return emit(Op::DynamicRef, kAnyType, keyword, plan->second, schema(target.place));
    }
  }
  emit(Op::Ref, kAnyType, keyword, schema(target.place));
}

std::uint32_t SchemaCompiler::bit_of(ObjectPlan& plan, const Node& key) {
  NameTable::Name& name = plan.names.add(key);
  if (name.bit == kNone) name.bit = plan.bits++;
  return name.bit;
}

void SchemaCompiler::names(ObjectPlan& plan, ObjectPlan::Needs& needs, const Node& list, std::string_view below) {
  const auto refuse = [&] { fault(needs.keyword, "must be a list of names", below); };
  if (list.kind != Kind::Array) return refuse();
  for (const Node* each = &list + 1; each != list.next(); each = each->next()) {
    if (each->kind != Kind::String) return refuse();
    needs.names.emplace_back(bit_of(plan, *each), each);
  }
}

void SchemaCompiler::dependents(ObjectPlan& plan, Keyword keyword) {
  const Node* value = at(keyword);
  if (value == nullptr) return;
  if (value->kind != Kind::Object) return fault(keyword, "must be an object");
  for (const Node* key = value + 1; key != value->next(); key = key[1].next()) {
    ObjectPlan::Needs needs{.bit = bit_of(plan, *key), .names = {}, .key = key, .keyword = keyword};
    if (keyword == Keyword::DependentRequired || (keyword == Keyword::Dependencies && key[1].kind == Kind::Array))
      names(plan, needs, key[1], below(*key));
    else
      needs.schema = schema(key[1]);
    plan.needs.push_back(std::move(needs));
  }
}

void SchemaCompiler::object() {
  using enum Keyword;
  const Node *properties = at(Properties), *patterns = at(PatternProperties), *required = at(Required);
  if (!properties && !patterns && !required && !at(AdditionalProperties) && !at(DependentRequired) &&
      !at(DependentSchemas) && !at(Dependencies))
    return;
  ObjectPlan plan;
  if (properties != nullptr && properties->kind != Kind::Object)
    fault(Properties, "must be an object of schemas");
  else if (properties != nullptr)
    for (const Node* key = properties + 1; key != properties->next(); key = key[1].next())
      plan.names.add(*key).schema = schema(key[1]);
  if (patterns != nullptr && patterns->kind != Kind::Object)
    fault(PatternProperties, "must be an object of schemas");
  else if (patterns != nullptr)
    for (const Node* key = patterns + 1; key != patterns->next(); key = key[1].next())
      if (const auto number = pattern(PatternProperties, key->view(), below(*key)))
        plan.patterns.push_back({*number, schema(key[1]), key});
  if (at(AdditionalProperties) != nullptr) plan.additional = schema(*at(AdditionalProperties));
  if (required != nullptr) {
    ObjectPlan::Needs needs;
    names(plan, needs, *required, "");
    plan.needs.push_back(std::move(needs));
  }
  for (const Keyword keyword : {DependentRequired, DependentSchemas, Dependencies}) dependents(plan, keyword);
  program_->object_plans.push_back(std::move(plan));
  emit(Op::Object, kObject, Properties, static_cast<std::uint32_t>(program_->object_plans.size() - 1));
}

void SchemaCompiler::array() {
  const Node *prefix = at(Keyword::PrefixItems), *items = at(Keyword::Items);
  if (prefix == nullptr && items == nullptr) return;
  ArrayPlan plan{.first = static_cast<std::uint32_t>(program_->lists.size())};
  if (prefix != nullptr && (prefix->kind != Kind::Array || prefix->size == 0))
    return fault(Keyword::PrefixItems, "must be a list with something in it");
  if (prefix != nullptr) {
    plan.count = prefix->size;
    for (const Node* each = prefix + 1; each != prefix->next(); each = each->next())
      program_->lists.push_back(schema(*each));
  }
  if (items != nullptr) plan.rest = schema(*items);
  program_->array_plans.push_back(plan);
  emit(Op::Array, kArray, Keyword::Items, static_cast<std::uint32_t>(program_->array_plans.size() - 1));
}

void SchemaCompiler::contains() {
  ContainsPlan plan{.schema = kNone};
  plan.least_value = at(Keyword::MinContains);
  plan.most_value = at(Keyword::MaxContains);
  if (plan.least_value != nullptr) plan.least = count(Keyword::MinContains).value_or(0);
  if (plan.most_value != nullptr) plan.most = count(Keyword::MaxContains).value_or(0);
  if (at(Keyword::Contains) == nullptr) return;
  plan.schema = schema(*at(Keyword::Contains));
  program_->contains_plans.push_back(plan);
  emit(Op::Contains, kArray, Keyword::Contains, static_cast<std::uint32_t>(program_->contains_plans.size() - 1));
}

void SchemaCompiler::unique() {
  const Node* value = at(Keyword::UniqueItems);
  if (value == nullptr) return;
  if (value->kind != Kind::True && value->kind != Kind::False)
    return fault(Keyword::UniqueItems, "must be true or false");
  if (value->kind == Kind::True) emit(Op::UniqueItems, kArray, Keyword::UniqueItems);
}

}  // namespace tenstone::json_schema
