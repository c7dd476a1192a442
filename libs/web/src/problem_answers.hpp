#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/error.hpp"
#include "tenstone/validation/description.hpp"

namespace tenstone::web {

using Codes = std::vector<const ErrorCode*>;

void add_codes(Codes& codes, std::span<const ErrorCode* const> more);

std::string_view title_of(int status);  // "Not Found"

// The answers that are problems (RFC 9457), as OpenAPI has them: for each status the codes that it may carry.
class ProblemAnswers {
 public:
  // Enters the component Problem.
  explicit ProblemAnswers(validation::Components& components);

  // Adds a response for each status of `codes`, and for 500 and 503, which any operation may answer: `internal`, and
  // every code of kind Unavailable that this program has.
  void describe(Codes codes, validation::JsonObject& responses) const;
  // The value of components.responses, to which describe() refers.
  std::string shared() const;

 private:
  std::string response(int status, const Codes& codes) const;

  std::string problem_;  // the reference
  Codes unavailable_;
};

}  // namespace tenstone::web
