// Definitions of flags: types, variants, rules, segments. Plain data, read from JSON and written back. Pure.
//
//   {"key": "checkout", "type": "string", "variants": {"new": "v2", "old": "v1"}, "enabled": true, "off": "old",
//    "targets": [{"variant": "new", "units": ["mia"]}],
//    "rules": [{"name": "staff first", "when": [{"segment": "staff"}], "serve": "new"},
//              {"when": [{"attribute": "app.version", "op": "semver_at_least", "values": ["2.1.0"]}],
//               "serve": {"ranges": [{"variant": "new", "from": 0, "to": 20000}], "rest": "old"}}],
//    "default": "old", "salt": "checkout"}
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/flags/split.hpp"

namespace tenstone::flags {

// Limits. What is beyond one is refused with an issue that names it.
inline constexpr std::size_t kMaxDefinitions = 5'000, kMaxSegments = 1'000;
inline constexpr std::size_t kMaxVariants = 64, kMaxRules = 100, kMaxGroups = 100, kMaxClauses = 32;
inline constexpr std::size_t kMaxSetValues = 10'000;       // of a clause with equals or in, and units of a target
inline constexpr std::size_t kMaxClauseValues = 100;       // of a clause with another operator
inline constexpr std::size_t kMaxKeyLength = 128;          // of keys, and of variants' names: A-Z a-z 0-9 '.' '_' '-'
inline constexpr std::size_t kMaxText = 1'024;             // characters of paths, salts, units and values of clauses
inline constexpr std::size_t kMaxRegexBytes = 512;         // of a regular expression; a clause has 10 of them at most
inline constexpr std::size_t kMaxRegexes = 50;             // of a flag or a segment: to compile one takes up to 2 ms
inline constexpr std::size_t kMaxRegexMemory = 64 * 1024;  // bytes of a compiled one
inline constexpr std::size_t kMaxValueBytes = 64 * 1024;   // of a variant's value as JSON
inline constexpr std::size_t kMaxValueDepth = 8;    // levels of a variant's object; one with plain values only has 1
inline constexpr std::size_t kMaxSegmentDepth = 8;  // segments in segments
inline constexpr std::size_t kMaxCheckedClauses = 10'000;    // of a flag, or of a segment, with those of its segments
inline constexpr double kMaxNumber = 9'007'199'254'740'991;  // 2^53 - 1: beyond it doubles skip whole numbers

enum class Type : std::uint8_t { Boolean, String, Number, Object };

// A JSON object as text, its members by name: equal objects have equal texts.
struct ObjectValue {
  std::string text = "{}";

  friend bool operator==(const ObjectValue&, const ObjectValue&) = default;
};
using Value = std::variant<bool, std::string, double, ObjectValue>;  // in the order of Type
std::string to_json(const Value& value);

using Scalar = std::variant<bool, std::string, double>;

enum class Op : std::uint8_t {
  Equals,  // one value; texts with texts, numbers with numbers, truth values with truth values
  In,      // as Equals, of several values
  Contains,
  StartsWith,
  EndsWith,
  Less,
  AtMost,
  More,
  AtLeast,  // these four: numbers
  SemverEquals,
  SemverLess,
  SemverAtMost,
  SemverMore,
  SemverAtLeast,
  SemverSameMajor,
  SemverSameMinor,  // of the same major and minor version; all of these: SemVer 2.0.0, also "v1.2.3", "1.2" and "1"
  Matches,          // a regular expression in RE2 syntax, anywhere in the text
  InNetwork,        // CIDR: "10.0.0.0/8"
  Before,
  After  // these two: RFC 3339
};

// A condition. Either it compares an attribute, or it asks whether the context is in a segment.
//
// It holds if the attribute compares with any of `values`; if the attribute is a list, any item of it may. An attribute
// that is absent, or not of the kind that the operator compares, never does. `negate` turns the answer around, also for
// an absent attribute.
struct Clause {
  std::string attribute;  // path: "plan", "user.age"; "" with a segment
  Op op = Op::Equals;
  std::vector<Scalar> values;
  std::string segment;  // key; "" with an attribute
  bool negate = false;

  friend bool operator==(const Clause&, const Clause&) = default;
};

// What a rule or the default gives: a variant, or a split.
struct Serve {
  std::string variant;  // "" with a split
  std::optional<Split> split;

  friend bool operator==(const Serve&, const Serve&) = default;
};

struct Rule {
  std::string name;          // for people; may be ""
  std::vector<Clause> when;  // all of them hold
  Serve serve;

  friend bool operator==(const Rule&, const Rule&) = default;
};

struct Target {
  std::string variant;
  std::vector<std::string> units;  // targeting keys

  friend bool operator==(const Target&, const Target&) = default;
};

struct Definition {
  std::string key;
  std::string description;  // for people; kMaxText characters at most, may be ""
  Type type = Type::Boolean;
  std::map<std::string, Value> variants;
  bool enabled = true;
  bool killed = false;  // the kill switch: the flag counts as not enabled; `enabled` keeps its value
  bool client = false;  // client keys (OFREP) see it
  std::string off;      // variant while disabled or killed; "": none, the caller's own default holds
  std::vector<Target> targets;
  std::vector<Rule> rules;         // the first that holds decides
  std::optional<Serve> otherwise;  // "default"; nothing: no variant, the caller's own default holds
  std::string salt;                // of its splits; when JSON has none: the key
  int hash_version = 1;            // 1: point_of()

  friend bool operator==(const Definition&, const Definition&) = default;
};

// Conditions that several flags use by name. It holds if all clauses of one of its groups do.
struct Segment {
  struct Group {
    std::vector<Clause> when;

    friend bool operator==(const Group&, const Group&) = default;
  };
  std::string key;
  std::vector<Group> any;

  friend bool operator==(const Segment&, const Segment&) = default;
};

// All flags of an installation.
struct Definitions {
  bool killed = false;  // the kill switch of all flags
  std::vector<Definition> flags;
  std::vector<Segment> segments;

  friend bool operator==(const Definitions&, const Definitions&) = default;
};

// What keys, and the names of variants, may be.
bool is_key(std::string_view text);

// From JSON. parse_definitions() has everything in one object. Errors: those of parse_json(); validation_failed with an
// issue for each fault, whose pointer leads into the text. The issues of the rules that hold between members (a variant
// that does not exist) are found when the text is right otherwise. parse_definition() and parse_segment() do not know
// which segments exist.
Result<Definition> parse_definition(std::string_view json);
Result<Definitions> parse_definitions(std::string_view json);
Result<Segment> parse_segment(std::string_view json);

// Canonical: equal definitions have equal texts, and parsing gives back what was written.
std::string to_json(const Definition& definition);
std::string to_json(const Clause& clause);
std::string to_json(const Segment& segment);
std::string to_json(const Definitions& definitions);

}  // namespace tenstone::flags
