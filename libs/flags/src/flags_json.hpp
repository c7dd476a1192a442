// What the routes of flags read and write.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "stored_json.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/patch.hpp"

namespace tenstone::flags {

struct FlagListQuery : web::Paging {};
constexpr auto schema(validation::For<FlagListQuery>) { return web::paged<FlagListQuery>(); }

struct PutFlagQuery {
  std::string reason;
  bool confirm_rebucket = false;
};
constexpr auto schema(validation::For<PutFlagQuery>) {
  return validation::object<PutFlagQuery>(reason_field<PutFlagQuery>(),
                                          validation::field("confirm_rebucket", &PutFlagQuery::confirm_rebucket)
                                              .or_default()
                                              .about("Most people may get another variant of a split"));
}

struct KillBody {
  bool killed = false;
  std::string reason;
};
constexpr auto schema(validation::For<KillBody>) {
  return validation::object<KillBody>(validation::field("killed", &KillBody::killed), reason_field<KillBody>());
}
struct EnableBody {
  bool enabled = false;
  std::string reason;
};
constexpr auto schema(validation::For<EnableBody>) {
  return validation::object<EnableBody>(validation::field("enabled", &EnableBody::enabled), reason_field<EnableBody>());
}

struct SharesBody {
  std::map<std::string, double> shares;
  std::optional<std::int32_t> rule;
  std::string reason;
  bool dry_run = false;
};
constexpr auto schema(validation::For<SharesBody>) {
  using validation::field;
  return validation::object<SharesBody>(
      field("shares", &SharesBody::shares)
          .max_items(kMaxVariants)
          .about("Percent of each variant, with at most 3 digits behind the point; the rest gets what remains"),
      field("rule", &SharesBody::rule)
          .range(0, static_cast<std::int32_t>(kMaxRules) - 1)
          .about("Its place among the rules; without it: the default"),
      reason_field<SharesBody>(),
      field("dry_run", &SharesBody::dry_run).or_default().about("Says who would move, and changes nothing"));
}
struct MoveJson {
  std::string from_variant, to_variant;
  std::int32_t from, to;
};
constexpr auto schema(validation::For<MoveJson>) {
  using validation::field;
  return validation::object<MoveJson>(field("from_variant", &MoveJson::from_variant),
                                      field("to_variant", &MoveJson::to_variant),
                                      field("from", &MoveJson::from).about("The first point, of 0 to 99,999"),
                                      field("to", &MoveJson::to).about("The point behind the last one"));
}
struct SharesMadeJson {
  FlagJson flag;
  std::vector<MoveJson> moves;
};
constexpr auto schema(validation::For<SharesMadeJson>) {
  using validation::field;
  return validation::object<SharesMadeJson>(
      field("flag", &SharesMadeJson::flag),
      field("moves", &SharesMadeJson::moves).about("Points that change hands; all other people keep their variant"));
}

struct RollbackBody {
  std::int64_t to = 0;
  std::string reason;
};
constexpr auto schema(validation::For<RollbackBody>) {
  return validation::object<RollbackBody>(
      validation::field("to", &RollbackBody::to).range(1, std::numeric_limits<std::int64_t>::max()).about("A revision"),
      reason_field<RollbackBody>());
}

struct HistoryQuery : web::Paging {};
constexpr auto schema(validation::For<HistoryQuery>) {
  using validation::field;
  constexpr int kMost = 100;  // rows: each has two definitions
  return validation::object<HistoryQuery>(
      field<HistoryQuery, int>("limit", &HistoryQuery::limit).or_default().cap(kMost).range(1, kMost),
      field<HistoryQuery, std::optional<std::string>>("cursor", &HistoryQuery::cursor).max_length(4096));
}
struct RevisionCursor {
  std::int64_t revision;
};
constexpr auto schema(validation::For<RevisionCursor>) {
  return validation::object<RevisionCursor>(validation::field("revision", &RevisionCursor::revision));
}

enum class Change : std::uint8_t { Created, Changed, Removed, Restored };
constexpr auto schema(validation::For<Change>) {
  return validation::enumeration<Change>({{"created", Change::Created},
                                          {"changed", Change::Changed},
                                          {"removed", Change::Removed},
                                          {"restored", Change::Restored}});
}
struct DifferenceJson {
  std::string pointer;
  validation::Patch<validation::Json> before, after;
};
constexpr auto schema(validation::For<DifferenceJson>) {
  using validation::field;
  return validation::object<DifferenceJson>(
             field("pointer", &DifferenceJson::pointer).about("RFC 6901, into the definition"),
             field("before", &DifferenceJson::before), field("after", &DifferenceJson::after))
      .as_read();
}
struct HistoryJson {
  std::int64_t revision;
  Time at;
  std::string actor, reason;
  Change change;
  std::vector<DifferenceJson> diff;
};
constexpr auto schema(validation::For<HistoryJson>) {
  using validation::field;
  return validation::object<HistoryJson>(field("revision", &HistoryJson::revision), field("at", &HistoryJson::at),
                                         field("actor", &HistoryJson::actor), field("reason", &HistoryJson::reason),
                                         field("change", &HistoryJson::change), field("diff", &HistoryJson::diff));
}

struct RevisionJson {
  std::int64_t revision;
  Time at;
  std::string actor, reason;
  validation::Json definition;
};
constexpr auto schema(validation::For<RevisionJson>) {
  using validation::field;
  return validation::object<RevisionJson>(
      field("revision", &RevisionJson::revision), field("at", &RevisionJson::at), field("actor", &RevisionJson::actor),
      field("reason", &RevisionJson::reason),
      field("definition", &RevisionJson::definition).about("As the revision left it; null: it removed the flag"));
}

}  // namespace tenstone::flags
