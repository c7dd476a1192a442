// The kinds that hold values of another kind: std::optional, std::vector, and std::map from text.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/validation/codec.hpp"

namespace tenstone::validation {

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
  static void describe(Description& out, const Rules& rules) {
    Codec<E>::describe(out, rules);
    out.or_null();
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
  static void describe(Description& out, const Rules& rules) {
    Description item = out.inner();
    Codec<E>::describe(item, rules.element);
    out.array(item, rules.fewest, rules.most, kMaxItems);
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
  static void describe(Description& out, const Rules& rules) {
    Description item = out.inner();
    Codec<E>::describe(item, rules.element);
    out.map(item, rules.fewest, rules.most, kMaxKeys);
  }
};

}  // namespace tenstone::validation
