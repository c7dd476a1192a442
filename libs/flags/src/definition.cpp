#include "tenstone/flags/definition.hpp"

#include <cmath>
#include <fmt/core.h>
#include <optional>

#include "definition_check.hpp"
#include "definition_schema.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::flags {
namespace {

using validation::At;
using validation::Issues;
using validation::Reader;
using validation::write_key;
using validation::write_number;
using validation::write_string;

void write_plain(std::string& out, bool value) { out += value ? "true" : "false"; }
void write_plain(std::string& out, const std::string& value) { write_string(out, value); }
void write_plain(std::string& out, double value) { write_number(out, value + 0.0); }  // -0 as 0
void write_plain(std::string& out, const ObjectValue& value) { out += value.text; }

// Any value inside of an object, with the members of objects by name. It consumes the value whatever is wrong with it.
void read_inner(Reader& in, std::string& out, const At& at, Issues& issues, std::size_t depth) {
  bool truth = false;
  double number = 0;
  std::string text;
  if (in.null()) {
    out += "null";
  } else if (in.boolean(truth) == Reader::Read::Ok) {
    write_plain(out, truth);
  } else if (in.number(number) == Reader::Read::Ok) {
    if (std::abs(number) > kMaxNumber) issues.add(at, "range", "must be from -(2^53 - 1) to 2^53 - 1");
    write_plain(out, number);
  } else if (in.string(text) == Reader::Read::Ok) {
    write_plain(out, text);
  } else if (in.enter_object()) {
    if (++depth > kMaxValueDepth)
      issues.add(at, "depth", fmt::format("must not nest deeper than {} levels", kMaxValueDepth));
    std::map<std::string, std::string> members;
    for (std::string_view key; in.next_key({}, key);) {
      const auto [member, fresh] = members.try_emplace(std::string(key));
      const At here{&at, member->first};
      if (!fresh) issues.accept(Reader::Read::Repeated, {}, here);
      if (fresh && depth <= kMaxValueDepth) read_inner(in, member->second, here, issues, depth);
    }
    out += '{';
    for (const auto& [name, json] : members) {
      write_key(out, name);
      out += json;
    }
    out += '}';
  } else if (in.enter_array()) {
    if (++depth > kMaxValueDepth)
      issues.add(at, "depth", fmt::format("must not nest deeper than {} levels", kMaxValueDepth));
    out += '[';
    for (std::ptrdiff_t i = 0; in.next_item(); ++i) {
      if (depth > kMaxValueDepth) continue;
      if (i > 0) out += ',';
      read_inner(in, out, At{&at, {}, i}, issues, depth);
    }
    out += ']';
  }
}

template <class List, class WriteItem>
void write_list(std::string& out, std::string_view name, const List& list, WriteItem write_item) {
  write_key(out, name);
  out += '[';
  bool first = true;
  for (const auto& item : list) {
    if (!std::exchange(first, false)) out += ',';
    write_item(item);
  }
  out += ']';
}
void write_text(std::string& out, std::string_view name, std::string_view text) {
  write_key(out, name);
  write_string(out, text);
}

void write_clause(std::string& out, const Clause& clause) {
  out += '{';
  if (!clause.segment.empty()) {
    write_text(out, "segment", clause.segment);
  } else {
    write_text(out, "attribute", clause.attribute);
    write_text(out, "op", validation::kSchema<Op>.name(clause.op));
    write_list(out, "values", clause.values,
               [&](const Scalar& value) { std::visit([&](const auto& plain) { write_plain(out, plain); }, value); });
  }
  if (clause.negate) {
    write_key(out, "negate");
    out += "true";
  }
  out += '}';
}
void write_clauses(std::string& out, const std::vector<Clause>& clauses) {
  write_list(out, "when", clauses, [&](const Clause& clause) { write_clause(out, clause); });
}

void write_serve(std::string& out, std::string_view name, const Serve& serve) {
  if (!serve.split) return write_text(out, name, serve.variant);
  write_key(out, name);
  out += '{';
  write_text(out, "by", serve.split->by);
  if (!serve.split->salt.empty()) write_text(out, "salt", serve.split->salt);
  write_list(out, "ranges", serve.split->ranges, [&](const Range& range) {
    out += '{';
    write_text(out, "variant", range.variant);
    out += fmt::format(R"(,"from":{},"to":{}}})", range.from, range.to);
  });
  write_text(out, "rest", serve.split->rest);
  out += '}';
}

void write_definition(std::string& out, const Definition& flag) {
  out += '{';
  write_text(out, "key", flag.key);
  if (!flag.description.empty()) write_text(out, "description", flag.description);
  write_text(out, "type", validation::kSchema<Type>.name(flag.type));
  write_key(out, "variants");
  out += '{';
  for (const auto& [name, value] : flag.variants) {
    write_key(out, name);
    out += to_json(value);
  }
  out += fmt::format(R"(}},"enabled":{},"killed":{},"client":{})", flag.enabled, flag.killed, flag.client);
  if (!flag.off.empty()) write_text(out, "off", flag.off);
  write_list(out, "targets", flag.targets, [&](const Target& target) {
    out += '{';
    write_text(out, "variant", target.variant);
    write_list(out, "units", target.units, [&](const std::string& unit) { write_string(out, unit); });
    out += '}';
  });
  write_list(out, "rules", flag.rules, [&](const Rule& rule) {
    out += '{';
    if (!rule.name.empty()) write_text(out, "name", rule.name);
    write_clauses(out, rule.when);
    write_serve(out, "serve", rule.serve);
    out += '}';
  });
  if (flag.otherwise) write_serve(out, "default", *flag.otherwise);
  write_text(out, "salt", flag.salt.empty() ? flag.key : flag.salt);
  out += fmt::format(R"(,"hash_version":{}}})", flag.hash_version);
}

void write_segment(std::string& out, const Segment& segment) {
  out += '{';
  write_text(out, "key", segment.key);
  write_list(out, "any", segment.any, [&](const Segment::Group& group) {
    out += '{';
    write_clauses(out, group.when);
    out += '}';
  });
  out += '}';
}

template <class T, class Finish>
Result<T> parse_and(std::string_view json, Finish finish) {
  const validation::ReaderPtr in = validation::open_json(json);
  Result<T> out(std::in_place);
  Issues issues("body");
  if (auto unreadable = validation::read(*in, *out, issues)) return *std::move(unreadable);
  if (issues.count() == 0) finish(*out, issues);
  if (issues.count() > 0) return std::move(issues).error();
  return out;
}

}  // namespace

Result<Definition> parse_definition(std::string_view json) {
  return parse_and<Definition>(json, [](Definition& flag, Issues& issues) {
    add_salt(flag);
    check_one(flag, At{}, issues);
  });
}

Result<Segment> parse_segment(std::string_view json) {
  return parse_and<Segment>(json, [](const Segment& segment, Issues& issues) { check_one(segment, At{}, issues); });
}

Result<Definitions> parse_definitions(std::string_view json) {
  return parse_and<Definitions>(json, [](Definitions& all, Issues& issues) {
    for (Definition& flag : all.flags) add_salt(flag);
    check_all(all, issues);
  });
}

std::string to_json(const Value& value) {
  std::string out;
  std::visit([&](const auto& plain) { write_plain(out, plain); }, value);
  return out;
}

std::string to_json(const Definition& definition) {
  std::string out;
  write_definition(out, definition);
  return out;
}

std::string to_json(const Clause& clause) {
  std::string out;
  write_clause(out, clause);
  return out;
}

std::string to_json(const Segment& segment) {
  std::string out;
  write_segment(out, segment);
  return out;
}

std::string to_json(const Definitions& definitions) {
  std::string out = fmt::format(R"({{"killed":{})", definitions.killed);
  write_list(out, "flags", definitions.flags, [&](const Definition& flag) { write_definition(out, flag); });
  write_list(out, "segments", definitions.segments, [&](const Segment& segment) { write_segment(out, segment); });
  return out + '}';
}

}  // namespace tenstone::flags

namespace tenstone::validation {

void Codec<flags::Scalar>::read(Reader& in, flags::Scalar& out, Rules, const At& at, Issues& issues) {
  bool truth = false;
  double number = 0;
  if (in.boolean(truth) == Reader::Read::Ok) {
    out = truth;
  } else if (in.number(number) == Reader::Read::Ok) {
    out = number + 0.0;
  } else {
    std::string text;
    if (!issues.accept(in.string(text), "boolean, number or string", at)) return;
    validation::text().max_length(flags::kMaxText).apply(text, at, issues);
    out = std::move(text);
  }
}

void Codec<flags::Value>::read(Reader& in, flags::Value& out, Rules, const At& at, Issues& issues) {
  bool truth = false;
  double number = 0;
  std::string text;
  if (in.boolean(truth) == Reader::Read::Ok) {
    out = truth;
  } else if (in.number(number) == Reader::Read::Ok) {
    out = number + 0.0;
  } else if (in.string(text) == Reader::Read::Ok) {
    out = std::move(text);
  } else {
    flags::read_inner(in, text, at, issues, 0);
    if (!text.starts_with('{')) issues.add(at, "type", "must be of type boolean, string, number or object");
    out = flags::ObjectValue{std::move(text)};
  }
}

void Codec<flags::Scalar>::write(std::string& out, const flags::Scalar& value) {
  std::visit([&](const auto& plain) { flags::write_plain(out, plain); }, value);
}

void Codec<flags::Scalar>::describe(Description& out, Rules) { out.set("type", R"(["boolean","number","string"])"); }

void Codec<flags::Value>::write(std::string& out, const flags::Value& value) { out += flags::to_json(value); }

void Codec<flags::Value>::describe(Description& out, Rules) {
  out.set("type", R"(["boolean","number","string","object"])");
}

void Codec<flags::Serve>::write(std::string& out, const flags::Serve& serve) {
  if (serve.split)
    Codec<flags::Split>::write(out, *serve.split);
  else
    write_string(out, serve.variant);
}

void Codec<flags::Serve>::describe(Description& out, Rules) {
  Description variant = out.inner(), split = out.inner();
  variant.text(validation::text().length(1, flags::kMaxKeyLength));
  Codec<flags::Split>::describe(split, {});
  out.set("oneOf", json_array({variant.json(), split.json()}));
}

void Codec<flags::Serve>::read(Reader& in, flags::Serve& out, Rules, const At& at, Issues& issues) {
  if (in.string(out.variant) == Reader::Read::Ok)
    validation::text().length(1, flags::kMaxKeyLength).apply(out.variant, at, issues);
  else
    Codec<flags::Split>::read(in, out.split.emplace(), {}, at, issues);
}

}  // namespace tenstone::validation
