// A JSON value that no schema describes here (an action's input), kept as its own text.
#pragma once
#include <string>

#include "tenstone/validation/codec.hpp"

namespace tenstone::validation {

// Invariant of what was read: `text` is one valid JSON value on one line, within the limits of reader.hpp, no object in
// it gives a key twice, and it holds no U+0000 (PostgreSQL's jsonb takes it as it is). Only JSON can supply one.
struct Json {
  std::string text = "null";
};

template <>
struct Codec<Json> {
  using Rules = NoRules;
  static void read(Reader& in, Json& out, Rules, const At& at, Issues& issues) {
    const Reader::Read read = in.raw(out.text);
    if (read == Reader::Read::Repeated)
      issues.add(at, "duplicate_key", "holds an object that gives a key more than once");
    else
      issues.accept(read, "JSON", at);
  }
  static void write(std::string& out, const Json& value) { out += value.text; }
  static void describe(Description&, Rules) {}  // anything
};

}  // namespace tenstone::validation
