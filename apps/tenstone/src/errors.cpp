// errors: the registry of error codes as docs/errors.md, also of libraries that the platform does not use.
#include "tenstone/idempotency/errors.hpp"

#include "tenstone/core/console.hpp"
#include "tenstone/core/error.hpp"
#include "verbs.hpp"

namespace tenstone::cli {

int errors() {
  console::print(
      "# Error codes\n\nMade by `tenstone errors`. A code is part of the API: switch on it, never on the text.\n\n| "
      "code | kind | meaning |\n|---|---|---|\n");
  for (const ErrorCode* code : error_codes())
    console::print("| `{}` | {} | {} |\n", code->name(), to_string(code->kind()), code->meaning());
  return 0;
}

}  // namespace tenstone::cli
