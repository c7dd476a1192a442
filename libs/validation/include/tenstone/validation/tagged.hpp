// A std::variant of objects told apart by a string member that none of them has:
//
//   using Block = std::variant<Paragraph, Picture>;
//   constexpr auto schema(validation::For<Block>) {
//     return validation::tagged<Block>("kind", validation::option<Paragraph>("paragraph"),
//                                      validation::option<Picture>("picture"));
//   }
//
// Costs nothing when the tag comes first. Issues: type, tag, and those of the branch that the tag names.
#pragma once
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "tenstone/validation/object.hpp"

namespace tenstone::validation {

template <class T>
struct Option {
  std::string_view name;
};
template <class T>
constexpr Option<T> option(std::string_view name) {
  return {name};
}

template <class V, class... T>
struct Tagged {
  std::string_view tag;
  std::tuple<Option<T>...> options;

  template <class A>
  constexpr std::string_view name() const {
    return std::get<Option<A>>(options).name;
  }
  void read(Reader& in, V& out, const At& at, Issues& issues) const {
    if (!in.enter_object()) return void(issues.accept(Reader::Read::WrongType, "object", at));
    std::string_view kind;
    if (in.find_tag(tag, kind) && (... || read_as<T>(kind, in, out, at, issues))) return;
    add_enum_issue(At{&at, tag}, "tag", std::array{name<T>()...}, issues);
    while (in.next_key({}, kind)) {  // walks and checks the rest
    }
  }
  void write(std::string& out, const V& value) const {
    std::visit([&]<class A>(const A& a) { kSchema<A>.write(out, a, tag, name<A>()); }, value);
  }
  void describe(Description& out) const {
    std::vector<std::pair<std::string_view, Description>> described;
    (...,
     (described.emplace_back(name<T>(), out.inner()), kSchema<T>.describe(described.back().second, tag, name<T>())));
    out.tagged(tag, described);
  }

 private:
  template <class A>
  bool read_as(std::string_view kind, Reader& in, V& out, const At& at, Issues& issues) const {
    if (name<A>() != kind) return false;
    kSchema<A>.read(in, out.template emplace<A>(), at, issues, tag);
    return true;
  }
};

template <class V, class... T>
constexpr Tagged<V, T...> tagged(std::string_view tag, Option<T>... options) {
  const auto taken = [&](const auto& entries) {
    return std::ranges::find(entries, tag, &FieldEntry::name) != entries.end();
  };
  if (tag.empty() || (... || taken(kEntries<T>))) throw "an option has a field named like the tag";  // while compiling
  return {tag, {options...}};
}

}  // namespace tenstone::validation
