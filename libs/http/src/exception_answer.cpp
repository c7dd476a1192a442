#include "exception_answer.hpp"

#include "logged_path.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

Response internal(const Request& request, const logging::Logger& log, std::string_view code, std::string_view what) {
  log.error("request.failed", {{"code", code},
                               {"detail", what},
                               {"method", to_string(request.method())},
                               {"path", LoggedPath(request).text()},
                               {"request_id", request.id()}});
  return problem(kInternal);
}

}  // namespace

Response answer_to_current_exception(const Request& request, const logging::Logger& log) {
  if (request.expired()) return problem(kHandlerTimeout);  // it was cancelled; the session has answered and logged
  try {
    throw;
  } catch (const Failure& failure) {
    const Error& error = failure.error();
    if (error.kind == ErrorKind::Internal) return internal(request, log, error.code, failure.what());
    if (error.kind == ErrorKind::Unavailable)  // not error(): these come in storms, and are no fault of ours
      log.warn("request.unavailable", {{"code", error.code}, {"detail", error.detail}, {"request_id", request.id()}});
    return problem(error);
  } catch (const std::exception& exception) {
    return internal(request, log, kInternal.name(), exception.what());
  } catch (...) {
    return internal(request, log, kInternal.name(), "something that is no std::exception was thrown");
  }
}

}  // namespace tenstone::http
