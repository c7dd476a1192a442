#include "tenstone/validation/type_name.hpp"

#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <vector>

namespace tenstone::validation {
namespace {

// "a::B<c, d>::E" at "::" is {"a", "B<c, d>", "E"}; what stands in brackets is not divided.
std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<' || c == '(' || c == '{') ++depth;
    if (c == '>' || c == ')' || c == '}') --depth;
    if (depth == 0 && text.substr(i).starts_with(separator)) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + separator.size();
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// Without what says nothing to a reader.
std::vector<std::string_view> components_of(std::string_view type) {
  std::vector<std::string_view> parts = split(type, "::");
  std::erase_if(parts, [](std::string_view part) {
    return part.empty() || part == "(anonymous namespace)" || part == "std" || part.starts_with("__");
  });
  return parts;
}

// "Page<notes::Note>" → "PageOfNote".
std::string component_name(std::string_view component, std::size_t namespaces) {
  const std::size_t bracket = component.find('<');
  std::string name = pascal_case(component.substr(0, bracket));
  if (bracket == component.npos || !component.ends_with('>') || name == "BasicString")
    return name == "BasicString" ? "String" : name;
  std::string_view joint = "Of";
  for (const std::string_view argument : split(component.substr(bracket + 1, component.size() - bracket - 2), ", ")) {
    if (argument.starts_with("std::allocator<") || argument.starts_with("std::less<")) continue;
    name.append(joint).append(readable_name(argument, namespaces));
    joint = "And";
  }
  return name;
}

}  // namespace

std::string demangled(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                    std::free);
  return status == 0 ? text.get() : type.name();
}

std::string readable_name(std::string_view type, std::size_t namespaces) {
  const auto parts = components_of(type);
  std::string name;
  for (std::size_t i = parts.size() - std::min(parts.size(), namespaces + 1); i < parts.size(); ++i)
    name += component_name(parts[i], namespaces);
  return name.empty() ? "Value" : name;
}

std::string pascal_case(std::string_view text) {
  std::string name;
  bool begins = true;
  for (const char c : text) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool keeps = lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (keeps) name += begins && lower ? static_cast<char>(c - 'a' + 'A') : c;
    begins = !keeps;
  }
  return name;
}

}  // namespace tenstone::validation
