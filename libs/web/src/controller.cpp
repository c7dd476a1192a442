#include "tenstone/web/controller.hpp"

namespace tenstone::web {

Task<http::Response> ready(http::Response response) { co_return response; }

Endpoint& Controller::add(const RouteText& text, bool takes_body, const std::type_info& controller) {
  Endpoint& endpoint = *endpoints_.emplace_back(std::make_unique<Endpoint>(text.method, text.path));
  endpoint.takes_body_ = takes_body;
  endpoint.controller_ = &controller;
  return endpoint;
}

void mount(http::App& app, Controller& controller) {
  for (const auto& each : controller.endpoints())
    app.add(
        each->method(), each->path(),
        [endpoint = each.get()](http::Request& request) { return endpoint->run(request); }, each->options());
}

}  // namespace tenstone::web
