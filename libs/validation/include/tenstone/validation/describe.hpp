// A type describes itself: json_schema<CreateNote>() is what parse_json<CreateNote>() takes, as JSON Schema 2020-12,
// and json_schema<Note>(Way::Output) what to_json() writes. Rules of refine() have no words there.
#pragma once
#include <string>

#include "tenstone/validation/description.hpp"
#include "tenstone/validation/schema.hpp"

namespace tenstone::validation {

// The schema of T; its named types are entered into `components`.
template <class T>
std::string describe(Components& components, Way way) {
  Description out(components, way);
  Codec<T>::describe(out, RulesOf<T>{});
  return out.json();
}

// The whole document: `described`, and the components under $defs.
std::string schema_document(const Components& components, std::string_view described);

template <class T>
std::string json_schema(Way way = Way::Input) {
  Components components("#/$defs/");
  return schema_document(components, describe<T>(components, way));
}

}  // namespace tenstone::validation
