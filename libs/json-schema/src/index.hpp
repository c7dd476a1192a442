// All documents that a schema may refer to: their resources, anchors, and the place of each schema.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pointer.hpp"
#include "program.hpp"

namespace tenstone::json_schema {

// A schema with a URI of its own, and what is inside up to the next one (JSON Schema Core §4.3.5).
struct SchemaResource {
  std::string uri = {};  // without a fragment
  const Node* root = nullptr;
  std::uint32_t place = 0;
  std::uint32_t document = 0;
  std::string dialect = {};       // `$schema`; "" where none says
  std::uint8_t vocabularies = 0;  // once vocabularies() was asked; 0: not yet
  std::map<std::string, const Node*, std::less<>> anchors = {}, dynamic_anchors = {};
};

struct SchemaFault {
  std::uint32_t document;
  std::string pointer, message;
};

class SchemaIndex {
 public:
  explicit SchemaIndex(std::vector<SchemaFault>& faults) : faults_(faults) {}

  // `document` must stay where it is.
  void add(const Document& document, std::string_view uri);

  struct Target {
    const Node* node = nullptr;  // nullptr: there is none; `fault` says why
    std::uint32_t place = kNone;
    std::string fault = {};
    std::string anchor = {};  // the fragment, where it is that of a `$dynamicAnchor`
  };
  // Of a `$ref` or `$dynamicRef` that stands in a resource.
  Target resolve(std::uint32_t resource, std::string_view reference);

  std::uint8_t vocabularies(std::uint32_t resource);
  const std::vector<std::uint32_t>& with_dynamic_anchor(const std::string& name) { return by_dynamic_anchor_[name]; }
  std::optional<std::uint32_t> place_of(const Node& node) const;

  std::vector<SchemaResource> resources;
  std::vector<SchemaPlace> places;
  std::vector<const Node*> nodes;  // of each place

 private:
  std::uint32_t add_place(const Node& node, SchemaPlace place);
  void walk(const Node& node, SchemaPlace place);
  void identify(const Node& node, SchemaPlace& place);
  void anchor(const Node& node, std::uint32_t resource, bool dynamic);
  std::optional<std::uint32_t> resource_of(std::string_view uri);
  Target pointer(std::uint32_t resource, std::string_view pointer);
  const Node* child(const Node& node, std::string_view token);
  void fault(std::uint32_t place, std::string_view keyword, std::string message);

  std::vector<SchemaFault>& faults_;
  std::unordered_map<std::string, std::uint32_t> by_uri_;
  std::unordered_map<const Node*, std::uint32_t> by_node_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_dynamic_anchor_;  // resources
  // Of objects that a reference went through.
  std::unordered_map<const Node*, std::unordered_map<std::string_view, const Node*>> members_;
  std::uint32_t documents_ = 0;
  bool standard_ = false;  // the meta-schemas of 2020-12 were added
};

}  // namespace tenstone::json_schema
