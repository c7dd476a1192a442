// The default chain, outermost first: request_id, client_address (client_address.hpp), access_log, cors where other
// origins are allowed (cors.hpp), problem_errors, then whatever the routes need. Service::standard() puts these in
// front.
#pragma once
#include "tenstone/core/uuid.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/logging/logger.hpp"

namespace tenstone::http {

// Names the request: by the X-Request-Id it came with, if that is 1 to 128 of [A-Za-z0-9._-], else by a new id. The
// answer carries it as X-Request-Id and, if it is a problem, as "request_id".
NamedMiddleware request_id(Ids& ids);

// One line an answer: request.done {method, path, status, ms, bytes, request_id, trace_id, peer,
// client}. Put problem_errors inside of it: what is thrown past it leaves no line.
NamedMiddleware access_log(logging::Logger log);

// The error boundary: a thrown Failure becomes its error's problem, any other exception `internal`. What is our fault
// is logged once, with the request id; none of it is in the answer.
NamedMiddleware problem_errors(logging::Logger log);

// The rest of the chain behind an error boundary of its own: what it throws becomes the answer that problem_errors
// would make, logged to the server's log. For middleware that puts headers on every answer. Throws nothing. `request`
// outlives the call.
Task<Response> answered(Request& request, Next next);

}  // namespace tenstone::http
