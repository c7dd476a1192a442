#include "tenstone/web/controller.hpp"

namespace tenstone::web {

Endpoint& Controller::add(const RouteText& text, const Shape& shape) {
  Endpoint& endpoint = *endpoints_.emplace_back(std::make_unique<Endpoint>(text.method, text.path));
  endpoint.takes_body_ = shape.takes_body;
  endpoint.answers_json_ = shape.answers_json;
  endpoint.controller_ = &shape.controller;
  return endpoint;
}

void mount(http::App& app, Controller& controller) {
  for (const auto& each : controller.endpoints())
    app.add(
        each->method(), each->path(),
        [endpoint = each.get()](http::Request& request) { return endpoint->run(request); }, each->options());
}

}  // namespace tenstone::web
