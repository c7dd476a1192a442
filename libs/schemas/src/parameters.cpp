#include "parameters.hpp"

namespace tenstone::validation {

void Codec<schemas::NameParameter>::read(Reader& in, schemas::NameParameter& out, Rules, const At& at, Issues& issues) {
  if (!issues.accept(in.string(out.text), "string", at)) return;
  if (!schemas::is_schema_name(out.text))
    issues.add(at, "schema_name", "must begin with a letter and hold at most 64 of a-z, 0-9, '_' and '-'");
}

void Codec<schemas::VersionParameter>::read(Reader& in, schemas::VersionParameter& out, Rules, const At& at,
                                            Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at) || text == "latest") return;
  out.number = schemas::version_in(text);
  if (!out.number) issues.add(at, "schema_version", "must be a number from 1 on, or latest");
}

}  // namespace tenstone::validation

namespace tenstone::web {

void describe_text_body(Operation& operation, std::string type) {
  operation.body = Operation::Body{.schema = "{}", .types = {std::move(type)}};
  operation.errors.insert(operation.errors.end(), {&http::kIncompleteBody, &http::kMalformedRequest,
                                                   &http::kBodyTimeout, &http::kBodyTooLarge});
}

}  // namespace tenstone::web
