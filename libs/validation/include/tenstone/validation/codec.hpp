// Codec<T>: how one kind of type is read under its rules, written, and described (description.hpp). Here truth
// values, numbers and text; containers.hpp has what holds others, object.hpp, enumeration.hpp and tagged.hpp are
// reached through schema.hpp. A library may add its own kind by specialising Codec.
#pragma once
#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "tenstone/validation/description.hpp"
#include "tenstone/validation/json_writer.hpp"
#include "tenstone/validation/rules.hpp"

namespace tenstone::validation {

template <>
struct Codec<bool> {
  using Rules = NoRules;
  static void read(Reader& in, bool& out, Rules, const At& at, Issues& issues) {
    issues.accept(in.boolean(out), "boolean", at);
  }
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
  static void describe(Description& out, Rules) { out.type("boolean"); }
};

// Issues: type, number_range (the type cannot hold it), range, multiple_of.
template <class T>
  requires std::is_arithmetic_v<T>
struct Codec<T> {
  using Rules = Number<T>;
  using Signed = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  using Wide = std::conditional_t<std::floating_point<T>, double, Signed>;

  static void read(Reader& in, T& out, const Rules& rules, const At& at, Issues& issues) {
    Wide wide{};
    const Reader::Read read = fetch(in, wide, rules);
    const bool fits = read != Reader::Read::OutOfRange;
    if (fits && !issues.accept(read, std::floating_point<T> ? "number" : "integer", at)) return;
    out = static_cast<T>(wide);
    if (!fits || !rules.has(out) || !rules.is_multiple(out)) refuse(out, fits, rules, at, issues);
  }
  static void write(std::string& out, T value) { write_number(out, static_cast<Wide>(value)); }
  static void describe(Description& out, const Rules& rules) {
    // Above a ceiling no number is a fault that is one at all. OpenAPI shows the type that it ends up in.
    const Wide largest = out.openapi() ? std::numeric_limits<T>::max() : std::numeric_limits<Wide>::max();
    const Wide highest = rules.ceiling ? largest : rules.highest;
    const OpenEnds open{rules.is_above, rules.is_below && !rules.ceiling};
    if constexpr (std::floating_point<T>)
      out.number(rules.lowest, highest, open);
    else if constexpr (std::is_signed_v<T>)
      out.integer(rules.lowest, highest, sizeof(T), open);
    else
      out.natural(rules.lowest, highest, open);
    if (rules.factor != 0) out.set("multipleOf", text_of(rules.factor));
    if (rules.ceiling) out.capped(static_cast<double>(*rules.ceiling));
  }

 private:
  static std::string text_of(T value) {
    std::string text;
    write(text, value);
    return text;
  }
  // The issue of what was read; out of the way of values that are fine.
  [[gnu::noinline]] static void refuse(T value, bool fits, const Rules& rules, const At& at, Issues& issues) {
    if (fits && rules.has(value)) return add_multiple_issue(at, text_of(rules.factor), issues);
    constexpr Rules kType;
    NumberLimits limits;
    if (!fits || rules.is_above || rules.lowest != kType.lowest) limits.lowest = text_of(rules.lowest);
    if (!fits || rules.is_below || rules.highest != kType.highest) limits.highest = text_of(rules.highest);
    limits.above = rules.is_above, limits.below = rules.is_below;
    add_range_issue(at, fits ? "range" : "number_range", limits, issues);
  }
  static Reader::Read fetch(Reader& in, Wide& wide, const Rules& rules) {
    Reader::Read read;
    if constexpr (std::floating_point<T>)
      read = in.number(wide);
    else
      read = in.integer(wide);
    if (read != Reader::Read::Ok) return read;
    if (rules.ceiling) wide = std::min(wide, static_cast<Wide>(*rules.ceiling));
    if constexpr (std::integral<T>)
      if (!std::in_range<T>(wide)) return Reader::Read::OutOfRange;
    return read;
  }
};

template <>
struct Codec<std::string> {
  using Rules = Text;
  static void read(Reader& in, std::string& out, const Rules& rules, const At& at, Issues& issues) {
    if (issues.accept(in.string(out), "string", at)) rules.apply(out, at, issues);
  }
  static void write(std::string& out, const std::string& value) { write_string(out, value); }
  static void describe(Description& out, const Rules& rules) { out.text(rules); }
};

}  // namespace tenstone::validation
