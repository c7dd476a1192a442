// A document as a tree that a property test changes at random: "almost valid" ones find more than random texts.
#pragma once
#include <algorithm>
#include <rapidcheck.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/json_schema/document.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::json_schema {

struct Tree {
  Kind kind = Kind::Null;
  std::string name;         // in its object
  std::string text;         // of a scalar: its JSON
  std::vector<Tree> parts;  // of a container
};

inline Tree tree_of(const Node& node, std::string_view name) {
  Tree out{node.kind, std::string(name), {}, {}};
  if (!node.is_container()) {
    write_json(out.text, node);
  } else {
    for (const Node* part = &node + 1; part != node.next(); part = part->next()) {
      const std::string_view key = node.kind == Kind::Object ? (part++)->view() : std::string_view();
      out.parts.push_back(tree_of(*part, key));
    }
  }
  return out;
}
inline Tree tree_of(std::string_view json) {
  Document document;
  RC_ASSERT(document.parse(json).has_value());
  Tree out = tree_of(document.root(), {});
  if (out.kind < Kind::Array) out.text = json;  // 2.0 as it is spelt
  return out;
}

inline void write(std::string& out, const Tree& tree) {
  if (tree.kind < Kind::Array) {
    out += tree.text;
    return;
  }
  const bool object = tree.kind == Kind::Object;
  out += object ? '{' : '[';
  for (const Tree& part : tree.parts) {
    if (&part != tree.parts.data()) out += ',';
    if (object) {
      validation::write_string(out, part.name);
      out += ':';
    }
    write(out, part);
  }
  out += object ? '}' : ']';
}

inline void collect(Tree& tree, std::vector<Tree*>& all) {
  all.push_back(&tree);
  for (Tree& part : tree.parts) collect(part, all);
}
inline std::vector<Tree*> nodes_of(Tree& tree) {
  std::vector<Tree*> all;
  collect(tree, all);
  return all;
}

// Changes one place: another value, a part of the document in another place, a part less, twice, moved or added. No
// object gets a key twice, and the root stays what it is.
inline void spoil(Tree& root, const std::vector<std::string>& values, const std::vector<std::string>& names) {
  const std::vector<Tree*> all = nodes_of(root);
  Tree& place = *all[*rc::gen::inRange<std::size_t>(0, all.size())];
  const auto other = [&](std::string name) {
    Tree next = *rc::gen::arbitrary<bool>() ? tree_of(*rc::gen::elementOf(values))
                                            : *all[*rc::gen::inRange<std::size_t>(0, all.size())];
    next.name = std::move(name);
    return next;
  };
  if (place.kind < Kind::Array || (&place != &root && *rc::gen::inRange(0, 6) == 0)) {
    place = other(place.name);
    return;
  }
  auto& parts = place.parts;
  const std::size_t at = parts.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, parts.size());
  const int change = *rc::gen::inRange(0, 4);
  if (change == 0 && !parts.empty()) {
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at));
  } else if (change == 1 && !parts.empty()) {
    std::swap(parts[at], parts[*rc::gen::inRange<std::size_t>(0, parts.size())]);  // an object's with their names
  } else if (place.kind == Kind::Array) {
    Tree next = change == 2 && !parts.empty() ? parts[at] : other("");
    parts.push_back(std::move(next));
  } else {
    Tree next = other(*rc::gen::elementOf(names));
    const auto found = std::ranges::find(parts, next.name, &Tree::name);
    if (found == parts.end())
      parts.push_back(std::move(next));
    else
      *found = std::move(next);
  }
}

}  // namespace tenstone::json_schema
