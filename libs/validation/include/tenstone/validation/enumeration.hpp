// enumeration<Colour>({{"grey", Colour::Grey}, {"red", Colour::Red}}): an enum as text.
// enumeration<Level>({{1, Level::Low}, {2, Level::High}}): an enum as whole numbers (numbering.hpp). Issues: type,
// enum.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tenstone/validation/schema.hpp"

namespace tenstone::validation {

template <class E, std::size_t N>
struct Enumeration {
  std::array<std::pair<std::string_view, E>, N> names;

  void read(Reader& in, E& out, const At& at, Issues& issues) const {
    std::string text;
    if (!issues.accept(in.string(text), "string", at)) return;
    if (const E* value = find(text)) {
      out = *value;
      return;
    }
    add_enum_issue(at, "enum", known(), issues);
  }
  std::array<std::string_view, N> known() const {
    std::array<std::string_view, N> all;
    std::ranges::transform(names, all.begin(), &std::pair<std::string_view, E>::first);
    return all;
  }
  const E* find(std::string_view name) const {  // null: no value has this name
    for (const auto& [known, value] : names)
      if (known == name) return &value;
    return nullptr;
  }
  std::string_view name(E value) const {  // "" for a value without a name
    for (const auto& [name, known] : names)
      if (known == value) return name;
    return {};
  }
  void write(std::string& out, E value) const { write_string(out, name(value)); }
  void describe(Description& out) const { out.enumeration(typeid(E), known()); }
};
// A name that is written out, so that `0` is a number and no pointer to a text.
struct EnumName {
  std::string_view text;
  template <std::size_t N>
  constexpr EnumName(const char (&name)[N]) : text(name, N - 1) {}
};
template <class E, std::size_t N>
constexpr Enumeration<E, N> enumeration(const std::pair<EnumName, E> (&names)[N]) {
  Enumeration<E, N> out{};
  for (std::size_t i = 0; i < N; ++i) out.names[i] = {names[i].first.text, names[i].second};
  return out;
}

}  // namespace tenstone::validation
