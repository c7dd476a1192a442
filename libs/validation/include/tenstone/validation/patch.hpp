// Patch<E>: a member of a JSON merge patch (RFC 7396), which is absent, null or a value.
//
//   struct ChangeNote { validation::Patch<std::string> title, body; };
//   constexpr auto schema(validation::For<ChangeNote>) {
//     return validation::object<ChangeNote>(validation::field("title", &ChangeNote::title).not_null().trim().length(1,
//     200),
//                                           validation::field("body", &ChangeNote::body).max_length(10'000));
//   }
//   change.title.apply_to(note.title);  // std::string
//   change.body.apply_to(note.body);    // std::optional<std::string>
//
// E may be a struct of Patches: RFC 7396 merges nested objects in the same way. As a member of an object an absent
// Patch is not written. Issues: not_null, and those of E.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "tenstone/validation/object.hpp"

namespace tenstone::validation {

template <class E>
class Patch {
  static_assert(!kOptional<E>, "a Patch<E> knows null already: E is not optional itself");

 public:
  Patch() = default;                         // absent: leave what is there
  Patch(std::nullopt_t) : absent_(false) {}  // null: remove it
  Patch(E value) : absent_(false), value_(std::move(value)) {}

  bool absent() const { return absent_; }
  bool null() const { return !absent_ && !value_; }
  explicit operator bool() const { return value_.has_value(); }  // a value
  const E& operator*() const { return *value_; }
  const E* operator->() const { return &*value_; }

  void apply_to(std::optional<E>& target) const {
    if (!absent_) target = value_;
  }
  // For a member whose field says not_null(). Throws std::logic_error when it is null all the same.
  void apply_to(E& target) const {
    if (null()) throw std::logic_error("a null removes a member that cannot be removed: its field must say not_null()");
    if (value_) target = *value_;
  }
  friend bool operator==(const Patch&, const Patch&) = default;

 private:
  friend struct Codec<Patch<E>>;
  bool absent_ = true;
  std::optional<E> value_;  // invariant: empty while absent_
};
template <class E>
inline constexpr bool kOptional<Patch<E>> = true;  // absence is no fault

template <class E>
struct Codec<Patch<E>> {
  using Rules = Nullable<RulesOf<E>>;  // not_null(): the member cannot be removed

  static void read(Reader& in, Patch<E>& out, const Rules& rules, const At& at, Issues& issues) {
    out.absent_ = false;
    out.value_.reset();
    if (!in.null()) return Codec<E>::read(in, out.value_.emplace(), rules, at, issues);
    if (rules.refuses_null) issues.add(at, "not_null", "cannot be removed: give it a value or leave it out");
  }
  static bool is_absent(const Patch<E>& value) { return value.absent(); }
  static constexpr bool leaves_out(const Rules&) { return true; }
  static void write(std::string& out, const Patch<E>& value) { Codec<std::optional<E>>::write(out, value.value_); }
  static void describe(Description& out, const Rules& rules) {
    Codec<E>::describe(out, rules);
    if (!rules.refuses_null) out.or_null();
  }
};

}  // namespace tenstone::validation
