// One schema a type, found by ADL:
//
//   struct CreateNote { std::string title; int priority = 3; };
//   constexpr auto schema(validation::For<CreateNote>) {  // in CreateNote's namespace, or as a friend inside it
//     return validation::object<CreateNote>(
//         validation::field("title", &CreateNote::title).trim().length(1, 200),
//         validation::field("priority", &CreateNote::priority).or_default().range(1, 5));
//   }
//
// `constexpr` is required: it makes the function inline (a plain `auto` in a header breaks the link) and its tables
// static data. Write it right after the type, before anything uses it.
#pragma once
#include <string>

#include "tenstone/validation/codec.hpp"
#include "tenstone/validation/containers.hpp"

namespace tenstone::validation {

template <class T>
struct For {};  // the tag by which schema() is found

template <class T>
concept HasSchema = requires { schema(For<T>{}); };

// So that the line of a failed static_assert names T.
template <class T>
struct Schema {
  static constexpr bool found = HasSchema<T>;
};

template <class T>
inline constexpr auto kSchema = schema(For<T>{});  // an error here: is your schema() constexpr?

// Every type that is not built in.
template <class T>
struct Codec {
  static_assert(Schema<T>::found,
                "write `constexpr auto schema(validation::For<T>)` in the namespace of T, before its first use");
  using Rules = NoRules;
  static void read(Reader& in, T& out, Rules, const At& at, Issues& issues) {
    if constexpr (HasSchema<T>) kSchema<T>.read(in, out, at, issues);
  }
  static void write(std::string& out, const T& value) {
    if constexpr (HasSchema<T>) kSchema<T>.write(out, value);
  }
  static void describe(Description& out, Rules) {
    if constexpr (HasSchema<T>) kSchema<T>.describe(out);
  }
};

}  // namespace tenstone::validation
