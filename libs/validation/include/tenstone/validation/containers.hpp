// The kinds that hold values of another kind: std::optional, std::unique_ptr, std::vector, std::array, and std::map
// from text. tuples.hpp has std::pair and std::tuple.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/validation/codec.hpp"
#include "tenstone/validation/unique.hpp"

namespace tenstone::validation {

// The rules of a value that may be null.
template <class Value>
struct Nullable : Value {
  bool refuses_null = false;
  constexpr Nullable() = default;
  constexpr Nullable(const Value& rules) : Value(rules) {}
  template <class Self>
  constexpr Self not_null(this Self self) {  // it may be absent, and is then not written
    self.refuses_null = true;
    return self;
  }
};
void add_null_issue(const At& at, Issues& issues);

// std::optional and std::unique_ptr. Null and absence are the same, unless the field says not_null() or required().
// Issues: not_null, and those of the value.
template <class Holder, class E>
struct NullableCodec {
  using Rules = Nullable<RulesOf<E>>;
  static void read(Reader& in, Holder& out, const Rules& rules, const At& at, Issues& issues) {
    if (in.null()) {
      if (rules.refuses_null) add_null_issue(at, issues);
      return out.reset();
    }
    if constexpr (requires { out.emplace(); })
      out.emplace();
    else
      out = std::make_unique<E>();
    Codec<E>::read(in, *out, rules, at, issues);
  }
  static bool is_absent(const Holder& value) { return !value; }
  static constexpr bool leaves_out(const Rules& rules) { return rules.refuses_null; }
  static void write(std::string& out, const Holder& value) {
    if (value)
      Codec<E>::write(out, *value);
    else
      out += "null";
  }
  static void describe(Description& out, const Rules& rules) {
    Codec<E>::describe(out, rules);
    if (!rules.refuses_null) out.or_null();
  }
};
template <class E>
struct Codec<std::optional<E>> : NullableCodec<std::optional<E>, E> {};
template <class E>
struct Codec<std::unique_ptr<E>> : NullableCodec<std::unique_ptr<E>, E> {};

// "[a,b]" of any range.
template <class Range>
void write_items(std::string& out, const Range& items) {
  out += '[';
  for (bool first = true; const auto& item : items) {
    if (!std::exchange(first, false)) out += ',';
    Codec<std::remove_cvref_t<decltype(item)>>::write(out, item);
  }
  out += ']';
}

// Issues: those of Items, and unique_items.
template <class E>
struct Codec<std::vector<E>> {
  struct Rules : Items<E>, Unique<E> {};
  static void read(Reader& in, std::vector<E>& out, const Rules& rules, const At& at, Issues& issues) {
    if (!in.enter_array()) return void(issues.accept(Reader::Read::WrongType, "array", at));
    const std::size_t before = issues.count();
    std::size_t count = 0;
    for (out.clear(); in.next_item(); ++count)  // beyond the limit items are checked as text, not kept
      if (count < rules.most)
        Codec<E>::read(in, out.emplace_back(), rules.element, At{&at, {}, std::ssize(out) - 1}, issues);
    rules.check(count, at, issues);
    if (rules.compare && issues.count() == before) rules.compare(out, at, issues);
  }
  static void write(std::string& out, const std::vector<E>& value) { write_items(out, value); }
  static void describe(Description& out, const Rules& rules) {
    Description item = out.inner();
    Codec<E>::describe(item, rules.element);
    out.array(item, rules.fewest, rules.most, kMaxItems);
    if (rules.compare) out.set("uniqueItems", "true");
  }
};

// Exactly N items. Issues: items, unique_items, and those of the items.
template <class E, std::size_t N>
struct Codec<std::array<E, N>> {
  struct Rules : Unique<E> {
    RulesOf<E> element = {};
    template <class Self>
    constexpr Self each(this Self self, const RulesOf<E>& rules) {
      self.element = rules;
      return self;
    }
  };
  static void read(Reader& in, std::array<E, N>& out, const Rules& rules, const At& at, Issues& issues) {
    if (!in.enter_array()) return void(issues.accept(Reader::Read::WrongType, "array", at));
    const std::size_t before = issues.count();
    std::size_t count = 0;
    for (; in.next_item(); ++count)
      if (count < N)
        Codec<E>::read(in, out[count], rules.element, At{&at, {}, static_cast<std::ptrdiff_t>(count)}, issues);
    if (count != N) add_items_issue(at, N, N, SIZE_MAX, false, issues);
    if (rules.compare && issues.count() == before) rules.compare(out, at, issues);
  }
  static void write(std::string& out, const std::array<E, N>& value) { write_items(out, value); }
  static void describe(Description& out, const Rules& rules) {
    Description item = out.inner();
    Codec<E>::describe(item, rules.element);
    out.array(item, N, N, kMaxItems);
    if (rules.compare) out.set("uniqueItems", "true");
  }
};

void add_key_issue(const At& at, Issues& issues);

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
        add_key_issue(at, issues);
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
  static void describe(Description& out, const Rules& rules) {
    Description item = out.inner();
    Codec<E>::describe(item, rules.element);
    out.map(item, rules.fewest, rules.most, kMaxKeys);
  }
};

}  // namespace tenstone::validation
