// Codec<T>: how one kind of type is read under its rules and written. Here the built-in kinds; object.hpp,
// enumeration.hpp and tagged.hpp are reached through schema.hpp. A library may add its own kind by specialising Codec.
#pragma once
#include <algorithm>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

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
};

// Issues: type, number_range (the type cannot hold it), range.
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
    if (!fits || !(out >= rules.lowest && out <= rules.highest))
      add_range_issue(at, fits ? "range" : "number_range", static_cast<double>(rules.lowest),
                      static_cast<double>(rules.highest), issues);
  }
  static void write(std::string& out, T value) { write_number(out, static_cast<Wide>(value)); }

 private:
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
};

// null and absence are the same.
template <class E>
struct Codec<std::optional<E>> {
  using Rules = RulesOf<E>;
  static void read(Reader& in, std::optional<E>& out, const Rules& rules, const At& at, Issues& issues) {
    if (in.null()) return out.reset();
    Codec<E>::read(in, out.emplace(), rules, at, issues);
  }
  static void write(std::string& out, const std::optional<E>& value) {
    if (value)
      Codec<E>::write(out, *value);
    else
      out += "null";
  }
};

template <class E>
struct Codec<std::vector<E>> {
  using Rules = Items<E>;
  static void read(Reader& in, std::vector<E>& out, const Rules& rules, const At& at, Issues& issues) {
    if (!in.enter_array()) return void(issues.accept(Reader::Read::WrongType, "array", at));
    std::size_t count = 0;
    for (out.clear(); in.next_item(); ++count)  // beyond the limit items are checked as text, not kept
      if (count < rules.most)
        Codec<E>::read(in, out.emplace_back(), rules.element, At{&at, {}, std::ssize(out) - 1}, issues);
    rules.check(count, at, issues);
  }
  static void write(std::string& out, const std::vector<E>& value) {
    out += '[';
    for (const E& item : value) {
      if (&item != value.data()) out += ',';
      Codec<E>::write(out, item);
    }
    out += ']';
  }
};

// An object with free keys, each 1 to 200 bytes long. Issues: items, duplicate_key, key_length.
template <class E>
struct Codec<std::map<std::string, E>> {
  using Rules = Items<E, kMaxKeys>;

  static void read(Reader& in, std::map<std::string, E>& out, const Rules& rules, const At& at, Issues& issues) {
    if (!in.enter_object()) return void(issues.accept(Reader::Read::WrongType, "object", at));
    out.clear();
    std::size_t count = 0;
    for (std::string_view key; in.next_key({}, key); ++count) {
      if (count >= rules.most) continue;
      if (key.empty() || key.size() > kMaxKeyBytes) {
        issues.add(at, "key_length", "has a key that is not 1 to 200 bytes long");
        continue;
      }
      const auto [place, fresh] = out.try_emplace(std::string(key));
      const At here{&at, place->first};
      if (fresh)
        Codec<E>::read(in, place->second, rules.element, here, issues);
      else
        issues.accept(Reader::Read::Repeated, {}, here);
    }
    rules.check(count, at, issues);
  }
  static void write(std::string& out, const std::map<std::string, E>& value) {
    out += '{';
    for (bool first = true; const auto& [key, item] : value) {
      if (!std::exchange(first, false)) out += ',';
      write_string(out, key);
      out += ':';
      Codec<E>::write(out, item);
    }
    out += '}';
  }
};

}  // namespace tenstone::validation
