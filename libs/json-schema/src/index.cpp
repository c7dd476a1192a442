#include "index.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "embedded/json_schemas.hpp"
#include "pointer.hpp"
#include "uri.hpp"

namespace tenstone::json_schema {
namespace {

constexpr std::string_view kDraft = "https://json-schema.org/draft/2020-12/";

// The meta-schemas of 2020-12, once for the process.
const std::vector<std::pair<std::string, Document>>& standard_documents() {
  static const auto kDocuments = [] {
    std::vector<std::pair<std::string, Document>> out;
    for (const EmbeddedFile& file : embedded::json_schemas()) {
      std::string_view name = file.path;
      name.remove_suffix(std::string_view(".json").size());
      Document& document = out.emplace_back(std::string(kDraft).append(name), Document()).second;
      if (const auto parsed = document.parse(file.content); !parsed) throw Failure(parsed.error());
    }
    return out;
  }();
  return kDocuments;
}

}  // namespace

const Node* SchemaIndex::child(const Node& node, std::string_view token) {
  if (node.kind == Kind::Object) {
    auto& members = members_[&node];
    if (members.empty())
      for (const Node* key = &node + 1; key != node.next(); key = key[1].next()) members.emplace(key->view(), key + 1);
    const auto found = members.find(unescaped_token(token));
    return found == members.end() ? nullptr : found->second;
  }
  return item_at(node, token);
}

void SchemaIndex::fault(std::uint32_t place, std::string_view keyword, std::string message) {
  std::string pointer = pointer_of(places, place);
  append_token(pointer, keyword);
  faults_.push_back({resources[places[place].resource].document, std::move(pointer), std::move(message)});
}

void SchemaIndex::add(const Document& document, std::string_view uri) {
  SchemaResource& resource = resources.emplace_back();
  resource.uri = split_fragment(uri).uri;
  resource.root = &document.root();
  resource.document = documents_++;
  by_uri_.try_emplace(resource.uri, static_cast<std::uint32_t>(resources.size() - 1));
  const auto number = static_cast<std::uint32_t>(resources.size() - 1);
  walk(document.root(), {.resource = number, .is_resource_root = true});
}

std::uint32_t SchemaIndex::add_place(const Node& node, SchemaPlace place) {
  const auto number = static_cast<std::uint32_t>(places.size());
  places.push_back(std::move(place));
  nodes.push_back(&node);
  by_node_.emplace(&node, number);
  return number;
}

// Schemas nest as deep as their document at most, so this does, too.
void SchemaIndex::walk(const Node& node, SchemaPlace place) {
  if (node.kind == Kind::Object) identify(node, place);
  const std::uint32_t here = add_place(node, place);
  if (place.is_resource_root) resources[place.resource].place = here;
  if (node.kind != Kind::Object) return;
  const auto into = [&](const Node& schema, std::string path) {
    walk(schema, {.parent = here, .resource = place.resource, .path = std::move(path)});
  };
  for (const Node* key = &node + 1; key != node.next(); key = key[1].next()) {
    const Keyword keyword = keyword_of(key->view());
    const Subschemas shape = info_of(keyword).subschemas;
    const Node& value = key[1];
    if (keyword == Keyword::Anchor || keyword == Keyword::DynamicAnchor)
      anchor(node, place.resource, keyword == Keyword::DynamicAnchor);
    const std::string path = fmt::format("/{}", key->view());
    if (shape == Subschemas::One) into(value, path);
    if (shape == Subschemas::List && value.kind == Kind::Array) {
      std::size_t index = 0;
      for (const Node* each = &value + 1; each != value.next(); each = each->next())
        into(*each, fmt::format("{}/{}", path, index++));
    }
    if (shape == Subschemas::Map && value.kind == Kind::Object) {
      for (const Node* name = &value + 1; name != value.next(); name = name[1].next()) {
        if (keyword == Keyword::Dependencies && name[1].kind == Kind::Array) continue;
        std::string below = path;
        append_token(below, name->view());
        into(name[1], std::move(below));
      }
    }
  }
}

// `$id` begins a resource, or names the document's.
void SchemaIndex::identify(const Node& node, SchemaPlace& place) {
  const Node* id = node.find("$id");
  const bool is_root = place.is_resource_root;
  if (id != nullptr && id->kind == Kind::String) {
    const std::string uri = resolve_uri(resources[place.resource].uri, id->view());
    if (!is_root) {
      SchemaResource inner{.document = resources[place.resource].document,
                           .dialect = resources[place.resource].dialect};
      place.resource = static_cast<std::uint32_t>(resources.size());
      place.is_resource_root = true;
      resources.push_back(std::move(inner));
    }
    SchemaResource& resource = resources[place.resource];
    resource.root = &node;
    resource.uri = split_fragment(uri).uri;
    by_uri_.try_emplace(resource.uri, place.resource);
  }
  const Node* dialect = node.find("$schema");
  if (place.is_resource_root && dialect != nullptr && dialect->kind == Kind::String)
    resources[place.resource].dialect = dialect->view();
}

void SchemaIndex::anchor(const Node& node, std::uint32_t resource, bool dynamic) {
  const Node* name = node.find(dynamic ? "$dynamicAnchor" : "$anchor");
  if (name->kind != Kind::String) return;
  resources[resource].anchors.try_emplace(std::string(name->view()), &node);
  if (dynamic && resources[resource].dynamic_anchors.try_emplace(std::string(name->view()), &node).second)
    by_dynamic_anchor_[std::string(name->view())].push_back(resource);
}

std::optional<std::uint32_t> SchemaIndex::place_of(const Node& node) const {
  const auto found = by_node_.find(&node);
  return found == by_node_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> SchemaIndex::resource_of(std::string_view uri) {
  if (uri.starts_with(kDraft) && !standard_) {
    standard_ = true;
    for (const auto& [name, document] : standard_documents()) add(document, name);
  }
  const auto found = by_uri_.find(std::string(uri));
  return found == by_uri_.end() ? std::nullopt : std::optional(found->second);
}

SchemaIndex::Target SchemaIndex::resolve(std::uint32_t resource, std::string_view reference) {
  const std::string uri = resolve_uri(resources[resource].uri, reference);
  const auto [base, raw] = split_fragment(uri);
  const auto to = base == resources[resource].uri ? std::optional(resource) : resource_of(base);
  if (!to) return {.fault = fmt::format("refers to {}, which is not among the loaded documents", base)};
  const auto fragment = percent_decoded(raw);
  if (!fragment) return {.fault = "has a '%' without two hexadecimal digits"};
  if (fragment->empty()) return {.node = resources[*to].root, .place = resources[*to].place};
  if (fragment->front() == '/') return pointer(*to, *fragment);
  const auto found = resources[*to].anchors.find(*fragment);
  if (found == resources[*to].anchors.end())
    return {.fault = fmt::format("refers to the anchor {}, which is not in {}", *fragment,
                                 base.empty() ? "this schema" : base)};
  const bool dynamic = resources[*to].dynamic_anchors.contains(*fragment);
  return {.node = found->second, .place = by_node_.at(found->second), .anchor = dynamic ? *fragment : ""};
}

// May lead into other resources, and to places that are no schemas: they become some.
SchemaIndex::Target SchemaIndex::pointer(std::uint32_t resource, std::string_view pointer) {
  const Node* node = resources[resource].root;
  std::uint32_t place = resources[resource].place;
  std::string path;
  for (std::string_view left = pointer; !left.empty();) {
    const std::size_t end = std::min(left.find('/', 1), left.size());
    const std::string_view token = left.substr(1, end - 1);
    node = child(*node, token);
    if (node == nullptr) return {.fault = fmt::format("refers to {}, where there is nothing", pointer)};
    left.remove_prefix(end);
    path.append("/").append(token);
    if (const auto known = place_of(*node)) {
      place = *known;
      path.clear();
    }
  }
  if (!path.empty()) {
    const std::uint32_t resource_here = places[place].resource;
    walk(*node, {.parent = place, .resource = resource_here, .path = path});
    place = by_node_.at(node);
  }
  return {.node = node, .place = place};
}

std::uint8_t SchemaIndex::vocabularies(std::uint32_t resource) {
  if (resources[resource].vocabularies != 0) return resources[resource].vocabularies;
  const std::string dialect(split_fragment(resources[resource].dialect).uri);
  std::uint8_t bits = kStandardVocabularies;
  if (!dialect.empty() && dialect != std::string(kDraft).append("schema")) {
    const auto meta = resource_of(dialect);
    const Node* list = meta ? resources[*meta].root->find("$vocabulary") : nullptr;
    if (!meta) {
      fault(resources[resource].place, "$schema",
            "names a dialect that is not known: use https://json-schema.org/draft/2020-12/schema");
    } else if (list != nullptr && list->kind == Kind::Object) {
      bits = kCore;
      for (const Node* key = list + 1; key != list->next(); key = key[1].next()) {
        bits |= vocabulary_of(key->view());
        if (vocabulary_of(key->view()) == 0 && key[1].kind == Kind::True)
          fault(resources[resource].place, "$schema",
                fmt::format("demands the vocabulary {}, which is not known", key->view()));
      }
    }
  }
  return resources[resource].vocabularies = bits;
}

}  // namespace tenstone::json_schema
