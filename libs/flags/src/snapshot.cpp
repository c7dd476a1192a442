#include "tenstone/flags/snapshot.hpp"

#include <algorithm>

#include "flag_schema.hpp"
#include "tenstone/flags/errors.hpp"

namespace tenstone::flags {
namespace {

struct SnapshotText {
  std::int64_t version = 0;
  std::vector<Flag> flags;
};
constexpr auto schema(validation::For<SnapshotText>) {
  return validation::object<SnapshotText>(validation::field("version", &SnapshotText::version).range(0, INT64_MAX),
                                          validation::field("flags", &SnapshotText::flags));
}

bool is_end(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_end(text.front()) && is_end(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_end(c) || c == '_' || c == '.' || c == '-'; });
}

Snapshot::Snapshot(std::int64_t version, std::vector<Flag> flags) : version_(version), flags_(std::move(flags)) {
  std::ranges::sort(flags_, {}, &Flag::key);
}

const Flag* Snapshot::find(std::string_view key) const {
  const auto found = std::ranges::lower_bound(flags_, key, {}, &Flag::key);
  return found != flags_.end() && found->key == key ? &*found : nullptr;
}

bool Snapshot::on(std::string_view key, std::string_view unit) const {
  const Flag* flag = find(key);
  return flag != nullptr && flag->enabled && in_rollout(key, unit, flag->share);
}

std::string to_text(const Snapshot& snapshot) {
  return validation::to_json(SnapshotText{snapshot.version(), snapshot.flags()});
}

Result<Snapshot> read_snapshot(std::string_view text) {
  auto read = validation::parse_json<SnapshotText>(text);
  if (!read) return read.error();
  for (const Flag& flag : read->flags)
    if (!is_key(flag.key)) return kInvalidFlag;
  return Snapshot(read->version, std::move(read->flags));
}

}  // namespace tenstone::flags
