// Cron expressions and zones as members of a validation schema.
#pragma once
#include <string>

#include "tenstone/recurrence/cron.hpp"
#include "tenstone/recurrence/zone.hpp"
#include "tenstone/validation/codec.hpp"

namespace tenstone::validation {

// As text. Issues: type, invalid_cron.
template <>
struct Codec<recurrence::Cron> {
  using Rules = NoRules;
  static void read(Reader& in, recurrence::Cron& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const recurrence::Cron& value);
  static void describe(Description& out, Rules) { out.type("string"); }
};

// By its name. Issues: type, unknown_timezone.
template <>
struct Codec<recurrence::Zone> {
  using Rules = NoRules;
  static void read(Reader& in, recurrence::Zone& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const recurrence::Zone& value);
  static void describe(Description& out, Rules) { out.type("string"); }
};

}  // namespace tenstone::validation
