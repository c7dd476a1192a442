#include "program.hpp"

#include <algorithm>
#include <bit>

namespace tenstone::json_schema {

NameTable::Name& NameTable::add(const Node& key) {
  const auto hash = static_cast<std::uint32_t>(hash_text(key.view()));
  if ((used_ + 1) * 2 > slots.size()) {
    std::vector<Name> before(std::max<std::size_t>(4, slots.size() * 2));
    before.swap(slots);
    used_ = 0;
    for (const Name& name : before)
      if (name.key != nullptr) add(*name.key) = name;
  }
  const std::size_t mask = slots.size() - 1;
  std::size_t i = hash & mask;
  for (; slots[i].key != nullptr; i = (i + 1) & mask)
    if (slots[i].key->view() == key.view()) return slots[i];
  ++used_;
  slots[i].key = &key;
  slots[i].hash = hash;
  return slots[i];
}

bool ValueSet::contains(const Node& value) const {
  if (slots.empty()) {
    return std::ranges::any_of(values, [&](const Node* each) { return equal(*each, value); });
  }
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = hash_value(value) & mask; slots[i] != kNone; i = (i + 1) & mask)
    if (equal(*values[slots[i]], value)) return true;
  return false;
}

std::string pointer_of(const std::vector<SchemaPlace>& places, std::uint32_t place) {
  std::vector<const std::string*> parts;
  for (; place != kNone; place = places[place].parent) parts.push_back(&places[place].path);
  std::string out;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) out += **part;
  return out;
}

std::string absolute_of(const SchemaProgram& program, std::uint32_t place) {
  std::vector<const std::string*> parts;
  const std::string& uri = program.resources[program.places[place].resource];
  for (; !program.places[place].is_resource_root && program.places[place].parent != kNone;
       place = program.places[place].parent)
    parts.push_back(&program.places[place].path);
  std::string out = uri + '#';
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) out += **part;
  return out;
}

}  // namespace tenstone::json_schema
