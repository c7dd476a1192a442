// All flags at one version. Immutable: what a request decides by.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/flags/evaluate.hpp"
#include "tenstone/validation/enumeration.hpp"

namespace tenstone::flags {

inline constexpr std::size_t kMaxKeys = 1'000;

// From where a process has its flags: the rungs of the ladder, the best last.
enum class Source : std::uint8_t { Defaults, File, Redis, PostgreSql };
std::string_view to_string(Source source);  // "defaults", "file", "redis", "postgresql"

// Which state of which database. Versions count, but a database that was restored counts again from where its copy
// stood: `change` is random and new with each change, so two states of one version differ in it.
struct Identity {
  Uuid installation;         // made with the tables
  std::int64_t version = 0;  // 0: the compiled-in defaults
  Uuid change;

  friend bool operator==(const Identity&, const Identity&) = default;
};

// Server keys see every flag, client keys those that are marked `client`.
enum class KeyKind : std::uint8_t { Client, Server };
constexpr auto schema(validation::For<KeyKind>) {
  return validation::enumeration<KeyKind>({{"client", KeyKind::Client}, {"server", KeyKind::Server}});
}
struct EvaluationKey {
  Uuid id;
  KeyKind kind = KeyKind::Client;
  std::string hash;  // SHA-256, 32 bytes
};

class Snapshot {
 public:
  Snapshot(Identity identity, Source source, Program program, std::vector<EvaluationKey> keys);
  // No flags: version 0, of nobody.
  static Snapshot none();

  const Identity& identity() const { return identity_; }
  std::int64_t version() const { return identity_.version; }
  Source source() const { return source_; }
  const Program& program() const { return program_; }
  // The key of this text; nullopt: there is none. Only hashes are compared: the time tells nothing of the keys.
  std::optional<KeyKind> key(std::string_view text) const;
  const std::vector<EvaluationKey>& keys() const { return keys_; }

  // The value of a flag, or `fallback`: there is no such flag, it is of another type, or it has no value for this
  // context. The text lives as long as the snapshot. Allocate nothing.
  bool boolean(std::string_view key, const Context& context, bool fallback) const;
  double number(std::string_view key, const Context& context, double fallback) const;
  std::string_view string(std::string_view key, const Context& context, std::string_view fallback) const;
  // A JSON object as text.
  std::string_view object(std::string_view key, const Context& context, std::string_view fallback) const;

 private:
  Identity identity_;
  Source source_;
  Program program_;
  std::vector<EvaluationKey> keys_;
};

// As Redis and the file keep it: JSON, every part checked when it is read. read_snapshot() compiles: some milliseconds
// for a thousand flags, so it belongs on a BlockingPool. `source`: where the text lay.
std::string to_text(const Snapshot& snapshot);
Result<Snapshot> read_snapshot(std::string_view text, Source source);

}  // namespace tenstone::flags
