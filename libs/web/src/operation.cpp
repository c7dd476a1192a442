#include "tenstone/web/operation.hpp"

#include "tenstone/http/errors.hpp"
#include "tenstone/validation/errors.hpp"
#include "tenstone/web/errors.hpp"

namespace tenstone::web {

void Operation::query(std::span<const validation::DescribedMember> members) {
  for (const validation::DescribedMember& member : members)
    parameters.push_back({"query", std::string(member.name), member.required,
                          describe_member(components_, validation::Way::Text,
                                          {member.name, {}, member.required, member.describe, member.write_default})
                              .json(),
                          std::string(member.meaning)});
}

void Operation::errors_of_parameters() { errors.push_back(&validation::kValidationFailed); }

void Operation::errors_of_body() {
  errors.insert(errors.end(),
                {&kBodyMissing, &validation::kInvalidJson, &validation::kJsonRoot, &http::kIncompleteBody,
                 &http::kMalformedRequest, &http::kBodyTimeout, &http::kBodyTooLarge, &http::kUnsupportedMediaType,
                 &validation::kValidationFailed, &validation::kLimitDepth, &validation::kLimitKeys,
                 &validation::kLimitItems, &validation::kLimitString, &validation::kNulCharacter});
}

void Operation::if_match(bool required) {
  parameters.push_back(
      {"header", "If-Match", required, R"({"type":"string"})", "The ETag that the change is based on, or * for any"});
  if (required) errors.push_back(&http::kPreconditionRequired);
  errors.push_back(&kPreconditionFailed);
  errors_of_parameters();
}

void Operation::with_version(std::size_t first_answer) {
  for (std::size_t i = first_answer; i < answers.size(); ++i)
    answers[i].headers.push_back({"ETag", "Its version, for If-Match and If-None-Match"});
}

}  // namespace tenstone::web
