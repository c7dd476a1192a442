// The tables of an object's members: what object.hpp reads and describes by.
#pragma once
#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "tenstone/validation/json.hpp"
#include "tenstone/validation/schema.hpp"

namespace tenstone::validation {

using KeptMembers = std::map<std::string, Json>;

// The loop over members is no template: a type costs one small function a field, and the rest is data.
struct FieldEntry {
  std::string_view name;
  bool required;
  void (*read)(Reader&, void* object, const At&, Issues&);
};
struct Members {
  std::span<const FieldEntry> fields;
  std::string_view tag = {};  // not empty: the object is entered, and this key is known (tagged.hpp)
  bool ignore_unknown = false;
  KeptMembers* kept = nullptr;  // where members that are not known go
};
// Of those that were kept: not such as have the name of a field or of the tag.
void write_kept(std::string& out, const KeptMembers& kept, std::span<const std::string_view> fields,
                std::string_view tag);
void read_members(Reader& in, void* object, const Members& members, const At& at, Issues& issues);

template <class T, std::size_t I>
void read_field(Reader& in, void* object, const At& at, Issues& issues) {
  constexpr const auto& mine = std::get<I>(kSchema<T>.fields);
  auto& out = static_cast<T*>(object)->*(mine.member);
  [[maybe_unused]] const std::size_t before = issues.count();
  Codec<std::remove_reference_t<decltype(out)>>::read(in, out, mine, at, issues);
  if constexpr (mine.own.holds != nullptr)
    if (issues.count() == before && !mine.own.holds(out)) issues.add(at, mine.own.code, mine.own.message);
}
template <class T>
inline constexpr auto kEntries = []<std::size_t... I>(std::index_sequence<I...>) {
  constexpr const auto& fields = kSchema<T>.fields;
  return std::array{FieldEntry{std::get<I>(fields).name, std::get<I>(fields).is_required, &read_field<T, I>}...};
}(std::make_index_sequence<std::tuple_size_v<decltype(kSchema<T>.fields)>>());

// The same for descriptions: made only where one is asked for.
template <class T, std::size_t I>
void describe_field(Description& out) {
  constexpr const auto& mine = std::get<I>(kSchema<T>.fields);
  Codec<std::remove_cvref_t<decltype(std::declval<T&>().*(mine.member))>>::describe(out, mine);
}
template <class T, std::size_t I>
void write_field_default(std::string& out) {
  constexpr const auto& mine = std::get<I>(kSchema<T>.fields);
  const T made{};
  Codec<std::remove_cvref_t<decltype(made.*(mine.member))>>::write(out, made.*(mine.member));
}
// A member that is empty may be missing in what is written.
template <class M>
constexpr bool leaves_out(const RulesOf<M>& rules) {
  if constexpr (requires { Codec<M>::leaves_out(rules); })
    return Codec<M>::leaves_out(rules);
  else
    return false;
}
template <class T>
inline constexpr auto kDescribed = []<std::size_t... I>(std::index_sequence<I...>) {
  constexpr const auto& fields = kSchema<T>.fields;
  return std::array{DescribedMember{std::get<I>(fields).name, std::get<I>(fields).meaning,
                                    std::get<I>(fields).is_required, &describe_field<T, I>, &write_field_default<T, I>,
                                    std::get<I>(fields).leaves_out()}...};
}(std::make_index_sequence<std::tuple_size_v<decltype(kSchema<T>.fields)>>());

}  // namespace tenstone::validation
