#include "tenstone/web/controller.hpp"

namespace tenstone::web {

Endpoint& Controller::add(const RouteText& text, const std::type_info& controller, bool takes_body, bool answers_json) {
  Endpoint& endpoint = *endpoints_.emplace_back(std::make_unique<Endpoint>(text.method, text.path));
  endpoint.controller_ = &controller;
  endpoint.takes_body_ = takes_body;
  endpoint.answers_json_ = answers_json;
  return endpoint;
}

void mount(http::App& app, Controller& controller) {
  for (const auto& each : controller.endpoints())
    app.add(
        each->method(), each->path(),
        [endpoint = each.get()](http::Request& request) { return endpoint->run(request); }, each->options());
}

}  // namespace tenstone::web
