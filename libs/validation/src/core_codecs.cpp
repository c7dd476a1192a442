#include "tenstone/validation/core_codecs.hpp"

namespace tenstone::validation {
namespace {

using DecimalRules = Codec<Decimal>::Rules;

bool in_range(const Decimal& value, const DecimalRules& rules) {
  return value >= rules.lowest && value <= rules.highest && !(rules.is_above && value == rules.lowest) &&
         !(rules.is_below && value == rules.highest);
}

std::string decimal_pattern(const DecimalRules& rules) {
  std::string pattern = rules.lowest < Decimal() ? "^-?" : "^";
  pattern += "(0|[1-9][0-9]*)";
  if (rules.most_fraction_digits > 0) pattern += "([.][0-9]{1," + std::to_string(rules.most_fraction_digits) + "})?";
  return pattern + "$";
}

// The limits are told as the value is given: as texts.
void add_range(const DecimalRules& rules, const At& at, Issues& issues) {
  const DecimalRules type;
  const bool has_lowest = rules.is_above || rules.lowest != type.lowest;
  const bool has_highest = rules.is_below || rules.highest != type.highest;
  JsonObject params;
  if (has_lowest) params.say(rules.is_above ? "exclusiveMinimum" : "minimum", to_string(rules.lowest));
  if (has_highest) params.say(rules.is_below ? "exclusiveMaximum" : "maximum", to_string(rules.highest));
  const NumberLimits limits{has_lowest ? to_string(rules.lowest) : "", has_highest ? to_string(rules.highest) : "",
                            rules.is_above, rules.is_below};
  issues.add(at, "range", range_text(limits), params.json());
}

}  // namespace

void Codec<Uuid>::read(Reader& in, Uuid& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  if (const auto id = parse_uuid(text))
    out = *id;
  else
    issues.add(at, "uuid", "must be a UUID such as 0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f", R"({"format":"uuid"})");
}
void Codec<Uuid>::write(std::string& out, const Uuid& value) { write_string(out, to_string(value)); }

void Codec<Time>::read(Reader& in, Time& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  if (const auto time = parse_rfc3339(text))
    out = *time;
  else
    issues.add(at, "time", "must be a time with its offset, such as 2026-11-22T08:15:00Z", R"({"format":"date-time"})");
}
void Codec<Time>::write(std::string& out, Time value) { write_string(out, to_rfc3339(value)); }

void Codec<Decimal>::read(Reader& in, Decimal& out, const Rules& rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  const auto value = parse_decimal(text);
  if (!value)
    issues.add(at, "decimal", "must be a decimal number of at most 18 digits, as text such as \"12.50\"",
               JsonObject().say("pattern", decimal_pattern(rules)).json());
  else if (!in_range(*value, rules))
    add_range(rules, at, issues);
  else if (rules.factor.coefficient() != 0 && scaled(*value) % scaled(rules.factor) != 0)
    issues.add(at, "multiple_of", "must be a multiple of " + to_string(rules.factor),
               JsonObject().say("multipleOf", to_string(rules.factor)).json());
  else if (value->scale() > rules.most_fraction_digits)
    issues.add(at, "fraction_digits",
               "must have at most " + std::to_string(rules.most_fraction_digits) + " digits behind the point",
               JsonObject().set("fractionDigits", std::to_string(rules.most_fraction_digits)).json());
  else
    out = *value;
}
void Codec<Decimal>::write(std::string& out, const Decimal& value) { write_string(out, to_string(value)); }

// A pattern says the form. JSON Schema has no words for the range of a number that is a text.
void Codec<Decimal>::describe(Description& out, const Rules& rules) {
  constexpr std::int64_t kLongest = 21;  // "-0." and 18 digits
  out.type("string").say("pattern", decimal_pattern(rules)).set("maxLength", std::to_string(kLongest));
}

void Codec<Secret<std::string>>::read(Reader& in, Secret<std::string>& out, const Rules& rules, const At& at,
                                      Issues& issues) {
  std::string text;
  Codec<std::string>::read(in, text, rules, at, issues);
  out = Secret<std::string>(std::move(text));
}
void Codec<Secret<std::string>>::write(std::string& out, const Secret<std::string>&) { out += "\"[secret]\""; }
void Codec<Secret<std::string>>::describe(Description& out, const Rules& rules) {
  out.text(rules);
  if (out.way() == Way::Output)
    out.say("const", "[secret]");
  else
    out.set("writeOnly", "true");
  if (out.way() != Way::Output && out.openapi()) out.say("format", "password");
}

}  // namespace tenstone::validation
