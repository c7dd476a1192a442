#include <bit>

#include "tenstone/validation/object.hpp"

namespace tenstone::validation {

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
    } else if (!members.ignore_unknown && key.size() > kMaxKeyBytes) {
      issues.add(at, "unknown_key", "has an unknown field with a name longer than 200 bytes");
    } else if (!members.ignore_unknown) {
      issues.add(At{&at, key}, "unknown_key", "is not a known field");
    }
  }
  for (std::size_t i = static_cast<std::size_t>(std::countr_one(seen)); i < fields.size(); ++i)
    if (fields[i].required && !(seen >> i & 1)) issues.add(At{&at, fields[i].name}, "required", "is required");
}

}  // namespace tenstone::validation
