#include <algorithm>
#include <bit>
#include <fmt/core.h>

#include "tenstone/validation/literal.hpp"
#include "tenstone/validation/object.hpp"

namespace tenstone::validation {
namespace {

void keep_member(Reader& in, KeptMembers& kept, std::string_view key, const At& at, Issues& issues) {
  if (key.empty() || key.size() > kMaxKeyBytes) return add_key_issue(at, issues);
  const auto [place, fresh] = kept.try_emplace(std::string(key));
  const At here{&at, place->first};
  if (fresh)
    Codec<Json>::read(in, place->second, {}, here, issues);
  else
    issues.accept(Reader::Read::Repeated, {}, here);
}

}  // namespace

void read_members(Reader& in, void* object, const Members& members, const At& at, Issues& issues) {
  const auto fields = members.fields;
  std::uint64_t seen = 0;
  bool tag_seen = members.tag.empty();
  std::size_t next = 0;
  std::string_view key;
  while (in.next_key(next < fields.size() ? fields[next].name : members.tag, key)) {
    std::size_t i =
        next;  // in schema order this is the field, as next_key() gives `expected` itself back; else look around
    if (i >= fields.size() || fields[i].name.data() != key.data())
      i = static_cast<std::size_t>(std::ranges::find(fields, key, &FieldEntry::name) - fields.begin());
    if (i < fields.size() && !(seen >> i & 1)) {
      const At here{&at, fields[i].name};
      seen |= std::uint64_t{1} << i;
      next = i + 1;
      fields[i].read(in, object, here, issues);
    } else if (i < fields.size() || (tag_seen && !members.tag.empty() && key == members.tag)) {
      issues.accept(Reader::Read::Repeated, {}, At{&at, key});
    } else if (!tag_seen && key == members.tag) {
      tag_seen = true;
    } else if (members.kept != nullptr) {
      keep_member(in, *members.kept, key, at, issues);
    } else if (!members.ignore_unknown && key.size() > kMaxKeyBytes) {
      issues.add(at, "unknown_key", "has an unknown field with a name longer than 200 bytes");
    } else if (!members.ignore_unknown) {
      issues.add(At{&at, key}, "unknown_key", "is not a known field");
    }
  }
  for (std::size_t i = static_cast<std::size_t>(std::countr_one(seen)); i < fields.size(); ++i)
    if (fields[i].required && !(seen >> i & 1)) issues.add(At{&at, fields[i].name}, "required", "is required");
}

void write_kept(std::string& out, const KeptMembers& kept, std::span<const std::string_view> fields,
                std::string_view tag) {
  for (const auto& [key, value] : kept) {
    if (key == tag || std::ranges::find(fields, key) != fields.end()) continue;
    write_key(out, key);
    out += value.text;
  }
}

void add_key_issue(const At& at, Issues& issues) {
  issues.add(at, "key_length", "has a key that is not 1 to 200 bytes long", R"({"minLength":1,"maxLength":200})");
}

void add_null_issue(const At& at, Issues& issues) { issues.add(at, "not_null", "must not be null"); }

void add_unique_issue(const At& at, std::pair<std::size_t, std::size_t> equal, Issues& issues) {
  issues.add(at, "unique_items", fmt::format("must not have equal items: {} and {} are", equal.first, equal.second),
             R"({"uniqueItems":true})");
}

void add_literal_issue(const At& at, std::string_view json, Issues& issues) {
  issues.add(at, "enum", fmt::format("must be {}", json), fmt::format(R"({{"const":{}}})", json));
}

}  // namespace tenstone::validation
