#include "tenstone/flags/snapshot.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "definition_schema.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::flags {
namespace {

constexpr std::size_t kHashBytes = 32;

struct KeyText {
  Uuid id;
  KeyKind kind = KeyKind::Client;
  std::string hash;  // hex
};
constexpr auto schema(validation::For<KeyText>) {
  using validation::field;
  return validation::object<KeyText>(field("id", &KeyText::id), field("kind", &KeyText::kind),
                                     field("hash", &KeyText::hash).length(2 * kHashBytes, 2 * kHashBytes));
}

struct SnapshotText {
  std::int64_t format = 0;
  Uuid installation;
  std::int64_t version = 0;
  Uuid change;
  std::vector<KeyText> keys;
  Definitions definitions;
};
constexpr auto schema(validation::For<SnapshotText>) {
  using validation::field;
  return validation::object<SnapshotText>(
      field("format", &SnapshotText::format).range(1, 1), field("installation", &SnapshotText::installation),
      field("version", &SnapshotText::version).range(0, INT64_MAX), field("change", &SnapshotText::change),
      field("keys", &SnapshotText::keys).max_items(kMaxKeys), field("definitions", &SnapshotText::definitions));
}

// nullptr: the fallback.
template <class T>
const T* value_of(const Program& program, std::string_view key, Type type, const Context& context) {
  const Value* value = program.evaluate(key, type, context).value;
  return value == nullptr ? nullptr : std::get_if<T>(value);
}

}  // namespace

std::string_view to_string(Source source) {
  switch (source) {
    case Source::Defaults: return "defaults";
    case Source::File: return "file";
    case Source::Redis: return "redis";
    case Source::PostgreSql: return "postgresql";
  }
  return {};
}

Snapshot::Snapshot(Identity identity, Source source, Program program, std::vector<EvaluationKey> keys)
    : identity_(identity), source_(source), program_(std::move(program)), keys_(std::move(keys)) {
  std::ranges::sort(keys_, {}, &EvaluationKey::hash);
}

Snapshot Snapshot::none() { return Snapshot({}, Source::Defaults, Program::compile({}).value(), {}); }

std::optional<KeyKind> Snapshot::key(std::string_view text) const {
  const std::string hash = sha256(text);
  const auto found = std::ranges::lower_bound(keys_, hash, {}, &EvaluationKey::hash);
  return found != keys_.end() && found->hash == hash ? std::optional(found->kind) : std::nullopt;
}

bool Snapshot::boolean(std::string_view key, const Context& context, bool fallback) const {
  const bool* value = value_of<bool>(program_, key, Type::Boolean, context);
  return value ? *value : fallback;
}
double Snapshot::number(std::string_view key, const Context& context, double fallback) const {
  const double* value = value_of<double>(program_, key, Type::Number, context);
  return value ? *value : fallback;
}
std::string_view Snapshot::string(std::string_view key, const Context& context, std::string_view fallback) const {
  const std::string* value = value_of<std::string>(program_, key, Type::String, context);
  return value ? std::string_view(*value) : fallback;
}
std::string_view Snapshot::object(std::string_view key, const Context& context, std::string_view fallback) const {
  const ObjectValue* value = value_of<ObjectValue>(program_, key, Type::Object, context);
  return value ? std::string_view(value->text) : fallback;
}

std::string to_text(const Snapshot& snapshot) {
  const Identity& identity = snapshot.identity();
  std::string out = fmt::format(R"({{"format":1,"installation":"{}","version":{},"change":"{}","keys":[)",
                                to_string(identity.installation), identity.version, to_string(identity.change));
  for (const EvaluationKey& key : snapshot.keys())
    out += fmt::format(R"({}{{"id":"{}","kind":"{}","hash":"{}"}})", &key == &snapshot.keys().front() ? "" : ",",
                       to_string(key.id), validation::kSchema<KeyKind>.name(key.kind), to_hex(key.hash));
  return out + R"(],"definitions":)" + to_json(snapshot.program().definitions()) + '}';
}

Result<Snapshot> read_snapshot(std::string_view text, Source source) {
  auto read = validation::parse_json<SnapshotText>(text);
  if (!read) return read.error();
  auto program = Program::compile(std::move(read->definitions));
  if (!program) return program.error();
  std::vector<EvaluationKey> keys;
  for (const KeyText& key : read->keys) {
    auto hash = from_hex(key.hash);
    if (!hash) return validation::kValidationFailed;
    keys.push_back({key.id, key.kind, std::move(*hash)});
  }
  return Snapshot({read->installation, read->version, read->change}, source, std::move(*program), std::move(keys));
}

}  // namespace tenstone::flags
