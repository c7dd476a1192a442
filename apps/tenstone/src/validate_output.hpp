// What `tenstone validate` says about its files, as text or as JSON.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/json_schema/lines.hpp"

namespace tenstone::cli {

// A fault of a document, with its place in the document's text.
struct PlacedFault {
  json_schema::TextPosition at;
  std::string pointer, code, message;
  std::string params = "{}";
  std::string keyword;  // JSON Pointer into the schema; "": no keyword demands it
};

// What became of a document.
struct Outcome {
  std::size_t count = 0;            // of all faults
  std::vector<PlacedFault> faults;  // the first of them
};

// "users.json:3:7: /age: must be at least 0 (range)". Control characters, which may come from the input, are escaped.
std::string fault_line(std::string_view file, const PlacedFault& fault);

// Lines, each with its '\n'.
std::string as_text(std::string_view file, const Outcome& outcome);
std::string as_json(std::string_view file, const Outcome& outcome);
// The faults from `first` on.
std::string faults_as_text(std::string_view file, const json_schema::LinesReport& report, std::size_t first);
std::string summary_as_text(std::string_view file, const json_schema::LinesReport& report);
std::string as_json(std::string_view file, const json_schema::LinesReport& report);

}  // namespace tenstone::cli
