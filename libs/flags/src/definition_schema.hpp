// How definitions look as JSON: what each member may be. definition_check.hpp has the rules between them.
#pragma once
#include "tenstone/flags/definition.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::validation {

// Issues: type, and those of kMaxText.
template <>
struct Codec<flags::Scalar> {
  using Rules = NoRules;
  static void read(Reader& in, flags::Scalar& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const flags::Scalar& value);
  static void describe(Description& out, Rules);
};

// Issues: type; in an object: depth, range, duplicate_key.
template <>
struct Codec<flags::Value> {
  using Rules = NoRules;
  static void read(Reader& in, flags::Value& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const flags::Value& value);
  static void describe(Description& out, Rules);
};

// Issues: type, and those of a split.
template <>
struct Codec<flags::Serve> {
  using Rules = NoRules;
  static void read(Reader& in, flags::Serve& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const flags::Serve& value);
  static void describe(Description& out, Rules);
};

}  // namespace tenstone::validation

namespace tenstone::flags {

constexpr auto schema(validation::For<Type>) {
  return validation::enumeration<Type>(
      {{"boolean", Type::Boolean}, {"string", Type::String}, {"number", Type::Number}, {"object", Type::Object}});
}
constexpr auto schema(validation::For<Op>) {
  return validation::enumeration<Op>({{"equals", Op::Equals},
                                      {"in", Op::In},
                                      {"contains", Op::Contains},
                                      {"starts_with", Op::StartsWith},
                                      {"ends_with", Op::EndsWith},
                                      {"less", Op::Less},
                                      {"at_most", Op::AtMost},
                                      {"more", Op::More},
                                      {"at_least", Op::AtLeast},
                                      {"semver_equals", Op::SemverEquals},
                                      {"semver_less", Op::SemverLess},
                                      {"semver_at_most", Op::SemverAtMost},
                                      {"semver_more", Op::SemverMore},
                                      {"semver_at_least", Op::SemverAtLeast},
                                      {"semver_same_major", Op::SemverSameMajor},
                                      {"semver_same_minor", Op::SemverSameMinor},
                                      {"matches", Op::Matches},
                                      {"in_network", Op::InNetwork},
                                      {"before", Op::Before},
                                      {"after", Op::After}});
}
constexpr auto schema(validation::For<Clause>) {
  using validation::field;
  return validation::object<Clause>(field("attribute", &Clause::attribute).or_default().length(1, kMaxText),
                                    field("op", &Clause::op).or_default(),
                                    field("values", &Clause::values).or_default().max_items(kMaxSetValues),
                                    field("segment", &Clause::segment).or_default().length(1, kMaxKeyLength),
                                    field("negate", &Clause::negate).or_default())
      .refine(
          "clause", "",
          [](const Clause& clause) {
            return clause.attribute.empty() != clause.segment.empty() &&
                   (clause.segment.empty() || (clause.values.empty() && clause.op == Op::Equals));
          },
          "must have either an attribute with values, or a segment");
}
constexpr auto schema(validation::For<Range>) {
  using validation::field;
  return validation::object<Range>(field("variant", &Range::variant).length(1, kMaxKeyLength),
                                   field("from", &Range::from).range(0, kEverybody),
                                   field("to", &Range::to).range(0, kEverybody))
      .refine("range", "/to", [](const Range& range) { return range.from < range.to; }, "must be above from");
}
constexpr auto schema(validation::For<Split>) {
  using validation::field;
  return validation::object<Split>(field("by", &Split::by).or_default().length(1, kMaxText),
                                   field("salt", &Split::salt).or_default().length(1, kMaxText),
                                   field("ranges", &Split::ranges).max_items(kMaxRanges),
                                   field("rest", &Split::rest).length(1, kMaxKeyLength));
}
constexpr auto schema(validation::For<Rule>) {
  using validation::field;
  return validation::object<Rule>(field("name", &Rule::name).or_default().length(1, kMaxText),
                                  field("when", &Rule::when).items(1, kMaxClauses), field("serve", &Rule::serve));
}
constexpr auto schema(validation::For<Target>) {
  using validation::field;
  return validation::object<Target>(
      field("variant", &Target::variant).length(1, kMaxKeyLength),
      field("units", &Target::units).items(1, kMaxSetValues).each(validation::text().length(1, kMaxText)));
}
constexpr auto schema(validation::For<Definition>) {
  using validation::field;
  return validation::object<Definition>(
      field("key", &Definition::key).or_default().length(1, kMaxKeyLength),
      field("description", &Definition::description).or_default().max_length(kMaxText),
      field("type", &Definition::type), field("variants", &Definition::variants).items(1, kMaxVariants),
      field("enabled", &Definition::enabled).or_default(), field("killed", &Definition::killed).or_default(),
      field("client", &Definition::client).or_default(),
      field("off", &Definition::off).or_default().length(1, kMaxKeyLength),
      field("targets", &Definition::targets).or_default().max_items(kMaxVariants),
      field("rules", &Definition::rules).or_default().max_items(kMaxRules), field("default", &Definition::otherwise),
      field("salt", &Definition::salt).or_default().length(1, kMaxText),
      field("hash_version", &Definition::hash_version).or_default().range(1, 1));
}
constexpr auto schema(validation::For<Segment::Group>) {
  return validation::object<Segment::Group>(validation::field("when", &Segment::Group::when).items(1, kMaxClauses));
}
constexpr auto schema(validation::For<Segment>) {
  using validation::field;
  return validation::object<Segment>(field("key", &Segment::key).or_default().length(1, kMaxKeyLength),
                                     field("any", &Segment::any).items(1, kMaxGroups));
}
constexpr auto schema(validation::For<Definitions>) {
  using validation::field;
  return validation::object<Definitions>(
      field("killed", &Definitions::killed).or_default(),
      field("flags", &Definitions::flags).max_items(kMaxDefinitions),
      field("segments", &Definitions::segments).or_default().max_items(kMaxSegments));
}

}  // namespace tenstone::flags
