// The API's description, OpenAPI 3.1, made from the routes of controllers: nothing is written twice.
#pragma once
#include <string>

#include "tenstone/http/app.hpp"

namespace tenstone::web {

struct ApiInfo {
  std::string title, version;
  std::string description = {};  // Markdown; nothing: one sentence
  std::string contact = {};      // who answers questions about it; nothing: the title
  std::string contact_url = {};
};

// The document. Parameters, bodies and answers come from the handlers' signatures; codes of problems from parameters,
// guards, middleware and Endpoint::answers(); 503 lists every code of this kind that the program has. An operation's id
// is made of method and path unless it has one of its own; its tag is the controller's name. Routes that no controller
// declared (App::get, pages) are not in it. Throws std::logic_error when two operations have the same id.
std::string openapi(const http::App& app, const ApiInfo& info);

// Adds GET /openapi.json (made at the first request, with an ETag) and GET /docs, a page that shows the operations and
// tries them. Both are for everybody, and behind the middleware of `app`. It may stand before other routes.
void serve_openapi(http::App& app, ApiInfo info);

}  // namespace tenstone::web
