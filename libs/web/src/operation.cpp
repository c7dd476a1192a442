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
  errors.insert(errors.end(), {&kBodyMissing, &validation::kInvalidJson, &validation::kJsonRoot, &http::kIncompleteBody,
                               &http::kMalformedRequest, &http::kBodyTimeout, &http::kBodyTooLarge,
                               &http::kUnsupportedMediaType, &validation::kValidationFailed, &validation::kLimitDepth,
                               &validation::kLimitKeys, &validation::kLimitItems, &validation::kLimitString,
                               &validation::kLimitNumber, &validation::kNulCharacter});
}

}  // namespace tenstone::web
