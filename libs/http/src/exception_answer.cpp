#include "exception_answer.hpp"

namespace tenstone::http {

Response answer_to_current_exception() {
  try {
    throw;
  } catch (const Failure& failure) {
    return problem(failure.error());
  } catch (...) {
    return problem(kInternal);
  }
}

}  // namespace tenstone::http
