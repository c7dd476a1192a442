// The types of core as values of a schema.
#pragma once
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/validation/codec.hpp"

namespace tenstone::validation {

// As text of 36 characters. Issue: uuid.
template <>
struct Codec<Uuid> {
  using Rules = NoRules;
  static void read(Reader& in, Uuid& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const Uuid& value);
  static void describe(Description& out, Rules) { out.type("string", "uuid"); }
};

// RFC 3339 with an offset. Issue: time.
template <>
struct Codec<Time> {
  using Rules = NoRules;
  static void read(Reader& in, Time& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, Time value);
  static void describe(Description& out, Rules) { out.type("string", "date-time"); }
};

// Read like a string; written as "[secret]".
template <>
struct Codec<Secret<std::string>> {
  using Rules = Text;
  static void read(Reader& in, Secret<std::string>& out, const Rules& rules, const At& at, Issues& issues);
  static void write(std::string& out, const Secret<std::string>& value);
  static void describe(Description& out, const Rules& rules);
};

}  // namespace tenstone::validation
