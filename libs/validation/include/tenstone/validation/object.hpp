// object<T>(field(...), ...): a struct, member by member.
//
// A field is required unless it is std::optional, std::unique_ptr or Patch, or says or_default(): C++ cannot see a
// default member initialiser, and guessing it from the value would turn a forgotten `int amount;` into 0. Unknown keys
// are refused, unless the object says ignore_unknown() or keep_unknown(); repeated ones are.
// Order: read, transforms and rules of each field; refinements only when every field passed.
// Issues: type, required, unknown_key, duplicate_key, those of the fields and of refine().
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "tenstone/validation/members.hpp"

namespace tenstone::validation {

template <class M>
inline constexpr bool kOptional = false;
template <class E>
inline constexpr bool kOptional<std::optional<E>> = true;
template <class E>
inline constexpr bool kOptional<std::unique_ptr<E>> = true;

// A rule of one member that no other says.
template <class M>
struct FieldCheck {
  std::string_view code, message;
  bool (*holds)(const M&) = nullptr;
};

template <class C, class M>
struct Field : RulesOf<M> {
  std::string_view name;
  M C::* member;
  bool is_required = !kOptional<M>;
  std::string_view meaning = {};
  FieldCheck<M> own = {};

  template <class Self>
  constexpr Self or_default(this Self self) {  // absent: as C{} has it
    self.is_required = false;
    return self;
  }
  template <class Self>
    requires kOptional<M>
  constexpr Self required(this Self self) {  // it may be null, but must be there
    self.is_required = true;
    return self;
  }
  template <class Self>
  constexpr Self about(this Self self, std::string_view text) {  // one line for people
    self.meaning = text;
    return self;
  }
  // Runs when the value has passed all its other rules. Its issue has this code, and no parameters.
  template <class Self>
  constexpr Self check(this Self self, std::string_view code, bool (*holds)(const M&),
                       std::string_view message = "is not acceptable") {
    if (self.own.holds != nullptr) throw "a field has one check";  // while compiling
    self.own = {code, message, holds};
    return self;
  }
  constexpr bool leaves_out() const { return validation::leaves_out<M>(*this); }
};
template <class C, class M>
constexpr Field<C, M> field(std::string_view name, M C::* member) {
  return {{}, name, member};
}

template <class T>
struct Refinement {
  std::string_view code, pointer, message;
  bool (*holds)(const T&);
};

template <class T, std::size_t R, class... M>
struct Object {
  static_assert(sizeof...(M) > 0 && sizeof...(M) <= 64, "1 to 64 fields: nest a struct");

  std::tuple<Field<T, M>...> fields;
  std::array<Refinement<T>, R> refinements = {};
  bool lenient = false, reads_back = false;
  KeptMembers T::* rest = nullptr;

  // A rule over the whole object. `pointer` names one member ("/body"), or nothing: the object itself.
  constexpr auto refine(std::string_view code, std::string_view pointer, bool (*holds)(const T&),
                        std::string_view message = "is not acceptable") const {
    Object<T, R + 1, M...> next{fields, {}, lenient, reads_back, rest};
    std::ranges::copy(refinements, next.refinements.begin());
    next.refinements[R] = {code, pointer, message, holds};
    return next;
  }
  // For what others define and may extend (a provider's webhook): unknown keys are checked as text and dropped.
  constexpr auto ignore_unknown() const {
    auto next = *this;
    if (rest != nullptr) throw "unknown keys are either ignored or kept";  // while compiling
    next.lenient = true;
    return next;
  }
  // For what passes through: unknown members are kept as their own text, and written behind the fields. Issues:
  // key_length, duplicate_key.
  constexpr auto keep_unknown(KeptMembers T::* member) const {
    auto next = *this;
    if (lenient) throw "unknown keys are either ignored or kept";  // while compiling
    next.rest = member;
    return next;
  }
  // For what is written as it is read: an absent Patch is left out of it, so it is described as not required.
  constexpr auto as_read() const {
    auto next = *this;
    next.reads_back = true;
    return next;
  }

  void read(Reader& in, T& out, const At& at, Issues& issues, std::string_view tag = {}) const {
    if (tag.empty() && !in.enter_object()) return void(issues.accept(Reader::Read::WrongType, "object", at));
    const std::size_t before = issues.count();
    read_members(in, &out, {kEntries<T>, tag, lenient, rest == nullptr ? nullptr : &(out.*rest)}, at, issues);
    if constexpr (R > 0) {
      if (issues.count() != before) return;
      for (const auto& rule : refinements)
        if (!rule.holds(out)) {
          const At member{&at, rule.pointer.empty() ? rule.pointer : rule.pointer.substr(1)};
          issues.add(rule.pointer.empty() ? at : member, rule.code, rule.message);
        }
    }
  }
  void write(std::string& out, const T& value, std::string_view tag = {}, std::string_view kind = {}) const {
    out += '{';
    if (!tag.empty()) {
      write_key(out, tag);
      write_string(out, kind);
    }
    std::apply(
        [&](const auto&... f) {
          (..., write_field(out, f, value));
          if (rest != nullptr) write_kept(out, value.*rest, std::array{f.name...}, tag);
        },
        fields);
    out += '}';
  }
  void describe(Description& out, std::string_view tag = {}, std::string_view kind = {}) const {
    out.object({typeid(T), kDescribed<T>, lenient, tag, kind, reads_back, rest != nullptr});
  }

 private:
  template <class Member>
  static void write_field(std::string& out, const Field<T, Member>& field, const T& value) {
    const Member& member = value.*(field.member);
    if constexpr (requires { Codec<Member>::is_absent(member); })
      if (field.leaves_out() && Codec<Member>::is_absent(member)) return;
    write_key(out, field.name);
    Codec<Member>::write(out, member);
  }
};
template <class T, class... M>
constexpr Object<T, 0, M...> object(Field<T, M>... fields) {
  return {{fields...}};
}

}  // namespace tenstone::validation
