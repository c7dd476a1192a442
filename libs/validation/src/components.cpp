#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>
#include <tuple>

#include "tenstone/validation/describe.hpp"
#include "tenstone/validation/type_name.hpp"

namespace tenstone::validation {
namespace {

// Around the number of a component, in place of its name. JSON text never holds this character.
constexpr char kMark = '\x01';

std::string reference(const std::string& prefix, std::size_t number) {
  return '"' + prefix + kMark + std::to_string(number) + kMark + '"';
}

std::string with_names(std::string_view json, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t mark = json.find(kMark); mark != json.npos; mark = json.find(kMark)) {
    text += json.substr(0, mark);
    json.remove_prefix(mark + 1);
    std::size_t number = 0;
    std::from_chars(json.data(), json.data() + json.size(), number);
    text += names.at(number);
    json.remove_prefix(json.find(kMark) + 1);
  }
  return text.append(json);
}

}  // namespace

std::pair<std::size_t, bool> Components::enter(const std::type_info& type, Way way, std::string_view tag,
                                               std::string_view kind) {
  const auto same = [&](const Entry& entry) {
    return entry.type != nullptr && *entry.type == type && entry.way == way && entry.tag == tag && entry.kind == kind;
  };
  const auto found = std::ranges::find_if(entries_, same);
  if (found != entries_.end()) return {static_cast<std::size_t>(found - entries_.begin()), false};
  entries_.push_back({&type, way, std::string(tag), std::string(kind), demangled(type)});
  return {entries_.size() - 1, true};
}

std::string Components::add(std::string name, std::string json) {
  entries_.push_back({nullptr, Way::Output, {}, {}, std::move(name), std::move(json)});
  return reference(prefix_, entries_.size() - 1);
}

std::string Components::refer(std::size_t number) const { return reference(prefix_, number); }

// Each entry's name, unless another has it: then with namespaces, and in the end with a number. Sorted first, so that
// the order of describing does not matter.
std::vector<std::string> Components::names() const {
  std::vector<std::size_t> order(entries_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](std::size_t i) {
    const Entry& entry = entries_[i];
    return std::tuple(entry.type != nullptr, std::string_view(entry.name), entry.way != Way::Output,
                      std::string_view(entry.tag), std::string_view(entry.kind), i);
  });
  std::vector<std::string> names(entries_.size());
  std::set<std::string> taken;
  for (const std::size_t i : order) {
    names[i] = entries_[i].type == nullptr ? entries_[i].name : base_name(entries_[i]) + suffix(entries_[i]);
    const std::string wanted = names[i];
    for (int n = 2; !taken.insert(names[i]).second; ++n) {
      if (entries_[i].type == nullptr) throw std::logic_error("two components have the name " + wanted);
      names[i] = wanted + std::to_string(n);
    }
  }
  return names;
}

// With as few namespaces as tell it from every other type that has the same last component.
std::string Components::base_name(const Entry& entry) const {
  constexpr std::size_t kMost = 8;
  for (std::size_t shown = 0; shown <= kMost; ++shown) {
    std::string name = readable_name(entry.name, shown);
    const bool shared = std::ranges::any_of(entries_, [&](const Entry& other) {
      return other.name != entry.name &&
             (other.type == nullptr ? other.name : readable_name(other.name, shown)) == name;
    });
    if (!shared) return name;
  }
  return readable_name(entry.name);  // one name in two unnamed namespaces
}

// What tells it from other entries of its type.
std::string Components::suffix(const Entry& entry) const {
  bool written = false, otherwise = false;
  for (const Entry& other : entries_) {
    if (other.type == nullptr || *other.type != *entry.type) continue;
    written |= other.way == Way::Output;
    otherwise |= other.tag != entry.tag || other.kind != entry.kind;
  }
  std::string text;
  if (!entry.tag.empty() && otherwise) text = "As" + pascal_case(entry.kind);
  if (entry.way != Way::Output && written) text += "Input";
  return text;
}

std::string Components::resolve(std::string_view json) const { return with_names(json, names()); }

std::map<std::string, std::string> Components::schemas() const {
  const std::vector<std::string> names = this->names();
  std::map<std::string, std::string> all;
  for (std::size_t i = 0; i < names.size(); ++i) all.emplace(names[i], with_names(entries_[i].json, names));
  return all;
}

std::string schema_document(const Components& components, std::string_view described) {
  std::string out = R"({"$schema":"https://json-schema.org/draft/2020-12/schema")";
  const std::string body = components.resolve(described);
  if (body != "{}") out.append(",").append(body, 1, body.size() - 2);
  const auto schemas = components.schemas();
  if (!schemas.empty()) {
    write_key(out, "$defs");
    out += '{';
    for (const auto& [name, schema] : schemas) {
      write_key(out, name);
      out += schema;
    }
    out += '}';
  }
  return out += '}';
}

}  // namespace tenstone::validation
