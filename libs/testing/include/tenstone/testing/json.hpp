#pragma once
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tenstone/validation/json_writer.hpp"
#include "tenstone/validation/reader.hpp"

namespace tenstone::testing {

inline std::string canonical(validation::Reader& in) {
  if (in.enter_object()) {
    std::map<std::string, std::string> members;
    for (std::string_view key; in.next_key({}, key);) {
      const std::string name(key);
      members[name] = canonical(in);
    }
    std::string out = "{";
    for (const auto& [name, value] : members) {
      validation::write_key(out, name);
      out += value;
    }
    return out += '}';
  }
  std::string out;
  if (in.enter_array()) {
    for (out = "["; in.next_item(); out += canonical(in))
      if (out.size() > 1) out += ',';
    return out += ']';
  }
  in.raw(out);
  return out;
}

// The same text for the same JSON value: without spaces, members by name. Throws when it is no JSON object or array.
inline std::string canonical_json(std::string_view text) {
  const auto reader = validation::open_json(text);
  std::string out = canonical(*reader);
  if (reader->finish()) throw std::invalid_argument("no JSON: " + std::string(text));
  return out;
}

// The value at a JSON Pointer whose parts hold no '/', such as "/paths/~1notes/get". "" when there is none.
inline std::string json_at(std::string_view text, std::string_view pointer) {
  std::string found;
  const auto reader = validation::open_json(text);
  const auto walk = [&](auto& self, std::string_view rest) -> void {
    if (rest.empty()) {
      found = canonical(*reader);
      return;
    }
    rest.remove_prefix(1);
    const auto size = std::min(rest.find('/'), rest.size());
    std::string wanted(rest.substr(0, size));
    for (auto at = wanted.find("~1"); at != wanted.npos; at = wanted.find("~1", at)) wanted.replace(at, 2, "/");
    std::size_t index = 0;
    if (reader->enter_object()) {
      for (std::string_view key; found.empty() && reader->next_key({}, key);)
        if (key == wanted) self(self, rest.substr(size));
    } else if (reader->enter_array()) {
      while (found.empty() && reader->next_item())
        if (std::to_string(index++) == wanted) self(self, rest.substr(size));
    }
  };
  walk(walk, pointer);
  return found;
}

}  // namespace tenstone::testing
