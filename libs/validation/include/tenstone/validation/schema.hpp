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
// static data. Write it right after the type, before anything uses it. A type may hold itself: in a std::vector, in a
// std::unique_ptr, in a map of these, in a tagged union. kMaxDepth bounds how deep it is read.
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

// Every type that is not built in. The schema is looked up by the functions and not by the class: while the schema of
// a type that holds itself is made, there is none yet.
template <class T>
struct Codec {
  using Rules = NoRules;
  static void read(Reader& in, T& out, Rules, const At& at, Issues& issues) {
    if constexpr (declared()) kSchema<T>.read(in, out, at, issues);
  }
  static void write(std::string& out, const T& value) {
    if constexpr (declared()) kSchema<T>.write(out, value);
  }
  static void describe(Description& out, Rules) {
    if constexpr (declared()) kSchema<T>.describe(out);
  }

 private:
  static consteval bool declared() {
    static_assert(Schema<T>::found,
                  "write `constexpr auto schema(validation::For<T>)` in the namespace of T, before its first use");
    return Schema<T>::found;
  }
};

}  // namespace tenstone::validation
