// Literal<"circle">, Literal<2>, Literal<true>: a member that holds this value and no other. Issues: type,
// number_range, enum.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "tenstone/validation/codec.hpp"
#include "tenstone/validation/fixed_text.hpp"

namespace tenstone::validation {

// A text, a whole number or a truth value as the argument of a template.
template <class T>
struct Constant {
  T value;
  using Read = std::conditional_t<std::same_as<T, bool>, bool,
                                  std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;
  constexpr Constant(T value)
    requires std::integral<T>
      : value(value) {}
  constexpr Read get() const { return value; }
};
template <std::size_t N>
struct Constant<FixedText<N>> {
  FixedText<N> text;
  using Read = std::string;
  consteval Constant(const char (&text)[N]) : text(text) {}
  constexpr std::string_view get() const { return text.view(); }
};
template <std::size_t N>
Constant(const char (&)[N]) -> Constant<FixedText<N>>;

template <Constant kConstant>
struct Literal {
  static constexpr auto value() { return kConstant.get(); }
  friend bool operator==(Literal, Literal) = default;
};

void add_literal_issue(const At& at, std::string_view json, Issues& issues);

template <Constant kConstant>
struct Codec<Literal<kConstant>> {
  using Rules = NoRules;
  using Read = typename decltype(kConstant)::Read;

  static void read(Reader& in, Literal<kConstant>&, Rules, const At& at, Issues& issues) {
    Read value{};
    if (!accept(in, value, at, issues) || value == kConstant.get()) return;
    std::string json;
    Codec<Read>::write(json, Read(kConstant.get()));
    add_literal_issue(at, json, issues);
  }
  static void write(std::string& out, const Literal<kConstant>&) { Codec<Read>::write(out, Read(kConstant.get())); }
  static void describe(Description& out, Rules) {
    std::string json;
    Codec<Read>::write(json, Read(kConstant.get()));
    out.type(kType).set("const", std::move(json));
  }

 private:
  static constexpr std::string_view kType = std::same_as<Read, bool>          ? "boolean"
                                            : std::same_as<Read, std::string> ? "string"
                                                                              : "integer";
  static bool accept(Reader& in, Read& value, const At& at, Issues& issues) {
    if constexpr (std::same_as<Read, bool>)
      return issues.accept(in.boolean(value), kType, at);
    else if constexpr (std::same_as<Read, std::string>)
      return issues.accept(in.string(value), kType, at);
    else
      return issues.accept(in.integer(value), kType, at);
  }
};

}  // namespace tenstone::validation
