// The names of C++ types, for people: in a document's components, in a list of operations.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <typeinfo>

namespace tenstone::validation {

std::string demangled(const std::type_info& type);  // "tenstone::web::Page<notes::Note>"

// A name of letters and digits for a demangled type: its last component behind as many of the namespaces before it.
// readable_name("tenstone::web::Page<notes::Note>", 1) is "WebPageOfNotesNote".
std::string readable_name(std::string_view type, std::size_t namespaces = 0);

// Capital letters begin words: "not found" and "not_found" are "NotFound".
std::string pascal_case(std::string_view text);

}  // namespace tenstone::validation
