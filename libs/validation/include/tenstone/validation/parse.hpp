// The whole of it: text in, a valid value or every error at once out; a value in, JSON out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tenstone/core/result.hpp"
#include "tenstone/validation/errors.hpp"
#include "tenstone/validation/schema.hpp"

namespace tenstone::validation {

// Reads one value. What breaks the rules goes to `issues`; an input that is not even readable is returned (and then
// the issues do not matter). `out` is unspecified unless both are clean.
template <class T>
[[nodiscard]] std::optional<Error> read(Reader& in, T& out, Issues& issues, const At& at = {}) {
  Codec<T>::read(in, out, RulesOf<T>{}, at, issues);
  return in.finish();
}

template <class T>
Result<T> parse(Reader& in, std::string_view where, const At& at = {}) {
  Result<T> out(std::in_place);  // read in its final place: moving a struct of strings is not free
  Issues issues(where);
  if (auto unreadable = read(in, *out, issues, at))
    out = *std::move(unreadable);
  else if (issues.count() > 0)
    out = std::move(issues).error();
  return out;
}

// Errors: invalid_json with line and column, not_an_object_or_array, limit_*, nul_character; validation_failed with its
// issues in "body".
template <class T>
Result<T> parse_json(std::string_view bytes) {
  return parse<T>(*open_json(bytes), "body");
}

// The same for a text that people edit, such as a file: each issue has its line and column, and is in "document".
template <class T>
Result<T> parse_document(std::string_view text) {
  auto out = parse<T>(*open_json(text), "document");
  if (!out) add_places(text, out.error().issues);
  return out;
}

// A decoded query or form. Errors: validation_failed.
template <class T>
Result<T> from_query(Pairs pairs, std::string_view where = "query") {
  return parse<T>(*open_pairs(pairs), where);
}

// One text, such as a segment of a path. Errors: validation_failed, its pointer is "/<name>".
template <class T>
Result<T> from_text(std::string_view name, const std::string& value, std::string_view where = "path") {
  const At root;
  return parse<T>(*open_text(value), where, At{&root, name});
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  Codec<T>::write(out, value);
  return out;
}

}  // namespace tenstone::validation
