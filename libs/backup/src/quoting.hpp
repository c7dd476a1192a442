#pragma once
#include <string>
#include <string_view>

namespace tenstone::backup {

std::string quote_identifier(std::string_view name);  // a "b" becomes "a ""b"""
std::string quote_literal(std::string_view text);     // with standard_conforming_strings
std::string qualified(std::string_view schema, std::string_view name);

}  // namespace tenstone::backup
