#include "tenstone/web/openapi.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <stdexcept>

#include "problem_answers.hpp"
#include "tenstone/validation/description.hpp"
#include "tenstone/web/authenticator.hpp"
#include "tenstone/web/endpoint.hpp"
#include "tenstone/web/operation.hpp"

namespace tenstone::web {
namespace {

using validation::json_array, validation::JsonObject;

std::string quoted(std::string_view text) {
  std::string out;
  validation::write_string(out, text);
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// "{a}/{b}" has a and b.
std::vector<std::string> braces_of(std::string_view path) {
  std::vector<std::string> names;
  for (auto at = path.find('{'); at != path.npos; at = path.find('{', at + 1))
    names.emplace_back(path.substr(at + 1, path.find('}', at) - at - 1));
  return names;
}

std::string parameter_json(const Operation::Parameter& parameter) {
  JsonObject out;
  out.say("name", parameter.name).say("in", parameter.in).set("required", parameter.required ? "true" : "false");
  if (!parameter.description.empty()) out.say("description", parameter.description);
  return out.set("schema", parameter.schema).json();
}

std::string content(std::string_view type, std::string schema) {
  return JsonObject().set(type, JsonObject().set("schema", std::move(schema)).json()).json();
}

std::string answer_json(const Operation::Answer& answer) {
  JsonObject out, headers;
  out.say("description", answer.status == "2XX" ? "The handler decides" : title_of(std::stoi(answer.status)));
  for (const Operation::Header& header : answer.headers)
    headers.set(header.name, JsonObject()
                                 .say("description", header.description)
                                 .set("required", header.always ? "true" : "false")
                                 .set("schema", R"({"type":"string"})")
                                 .json());
  if (!headers.empty()) out.set("headers", headers.json());
  if (!answer.schema.empty()) out.set("content", content("application/json", answer.schema));
  return out.json();
}

// A variant may have two results of one status: then either body may come.
std::vector<Operation::Answer> by_status(const std::vector<Operation::Answer>& answers) {
  std::vector<Operation::Answer> merged;
  for (const Operation::Answer& answer : answers) {
    const auto same = std::ranges::find(merged, answer.status, &Operation::Answer::status);
    if (same == merged.end())
      merged.push_back(answer);
    else if (same->schema != answer.schema)
      same->schema = JsonObject().set("anyOf", json_array({same->schema, answer.schema})).json();
  }
  return merged;
}

std::string scheme_json(const SecurityScheme& scheme) {
  JsonObject out;
  if (scheme.cookie.empty())
    out.say("type", "http").say("scheme", "bearer");
  else
    out.say("type", "apiKey").say("in", "cookie").say("name", scheme.cookie);
  if (!scheme.description.empty()) out.say("description", scheme.description);
  return out.json();
}

class Document {
 public:
  explicit Document(const http::App& app) : problems_(components_) {
    for (const http::NamedMiddleware& each : app.middleware()) {
      add_codes(common_, each.answers);
      add_codes(unsafe_, each.answers_to_unsafe);
      if (const auto* found = dynamic_cast<const Authenticator*>(each.source)) authenticator_ = found;
    }
    for (const http::RouteInfo& route : app.routes())
      if (const auto* endpoint = dynamic_cast<const Endpoint*>(route.options.source)) add(*endpoint, route.options);
  }
  std::string json(const ApiInfo& info) const;

 private:
  void add(const Endpoint& endpoint, const http::RouteOptions& options);
  std::string security_of(const Endpoint& endpoint);
  std::string responses_of(const Endpoint& endpoint, const Operation& operation);
  static std::string description_of(const Endpoint& endpoint, const http::RouteOptions& options);

  validation::Components components_{"#/components/schemas/"};
  ProblemAnswers problems_;
  Codes common_, unsafe_;
  const Authenticator* authenticator_ = nullptr;
  std::vector<std::pair<std::string, JsonObject>> paths_;
  std::vector<std::string> tags_;
  std::set<std::string> ids_;
  std::map<std::string, std::string> schemes_;
};

void Document::add(const Endpoint& endpoint, const http::RouteOptions& options) {
  Operation operation(components_);
  endpoint.describe(operation);
  for (std::string& name : braces_of(endpoint.path()))  // that the handler reads by itself
    if (std::ranges::find(operation.parameters, name, &Operation::Parameter::name) == operation.parameters.end())
      operation.parameters.push_back({"path", std::move(name), true, R"({"type":"string"})"});

  const std::string id = endpoint.operation_id(), tag = endpoint.tag();
  if (!ids_.insert(id).second)
    throw std::logic_error("two operations have the id " + id + ": say operation_id() at one of the routes");
  if (std::ranges::find(tags_, tag) == tags_.end()) tags_.push_back(tag);

  JsonObject out;
  out.set("tags", json_array({quoted(tag)})).say("operationId", id);
  if (!options.summary.empty()) out.say("summary", options.summary);
  out.say("description", description_of(endpoint, options)).set("security", security_of(endpoint));
  std::vector<std::string> parameters;
  for (const Operation::Parameter& each : operation.parameters) parameters.push_back(parameter_json(each));
  if (!parameters.empty()) out.set("parameters", json_array(parameters));
  if (operation.body) {
    JsonObject types;
    for (const std::string& type : operation.body->types)
      types.set(type, JsonObject().set("schema", operation.body->schema).json());
    out.set(
        "requestBody",
        JsonObject().set("required", operation.body->required ? "true" : "false").set("content", types.json()).json());
  }
  out.set("responses", responses_of(endpoint, operation));

  auto path = std::ranges::find(paths_, endpoint.path(), &std::pair<std::string, JsonObject>::first);
  if (path == paths_.end()) path = paths_.insert(path, {std::string(endpoint.path()), {}});
  path->second.set(lower(to_string(endpoint.method())), out.json());
}

std::string Document::responses_of(const Endpoint& endpoint, const Operation& operation) {
  Codes codes = common_;
  if (endpoint.method() != http::Method::Get) add_codes(codes, unsafe_);
  add_codes(codes, operation.errors);
  for (const Guard& guard : endpoint.guards()) {
    add_codes(codes, guard.answers);
    if (guard.wants_caller && authenticator_ != nullptr) add_codes(codes, authenticator_->answers());
  }
  JsonObject responses;
  for (const Operation::Answer& answer : by_status(operation.answers))
    responses.set(answer.status, answer_json(answer));
  problems_.describe(codes, responses);
  return responses.json();
}

// Alternatives, of which each names all that is needed together.
std::string Document::security_of(const Endpoint& endpoint) {
  std::vector<JsonObject> alternatives(1);
  for (const Guard& guard : endpoint.guards())
    if (guard.scheme) {
      schemes_.emplace(guard.scheme->name, scheme_json(*guard.scheme));
      for (JsonObject& each : alternatives) each.set(guard.scheme->name, "[]");
    }
  const bool wants_caller = std::ranges::any_of(endpoint.guards(), &Guard::wants_caller);
  if (wants_caller && authenticator_ != nullptr) {
    const JsonObject others = std::exchange(alternatives, {}).front();
    const bool wants_session = std::ranges::any_of(endpoint.guards(), &Guard::wants_session);
    for (const SecurityScheme& scheme : authenticator_->schemes()) {
      if (wants_session && scheme.cookie.empty()) continue;
      schemes_.emplace(scheme.name, scheme_json(scheme));
      alternatives.emplace_back(others).set(scheme.name, "[]");
    }
  }
  std::vector<std::string> all;
  for (const JsonObject& each : alternatives)
    if (!each.empty()) all.push_back(each.json());
  return json_array(all);
}

std::string Document::description_of(const Endpoint& endpoint, const http::RouteOptions& options) {
  std::string text = options.summary.empty() ? "" : options.summary + ". ";
  std::string scopes;
  for (const Guard& guard : endpoint.guards())
    if (!guard.scope.empty()) scopes += fmt::format("{}`{}`", scopes.empty() ? "" : " and ", guard.scope);
  if (!scopes.empty())
    text += fmt::format("Needs the scope {}.", scopes);
  else if (std::ranges::any_of(endpoint.guards(), &Guard::wants_session))
    text += "Needs a session.";
  else
    text += endpoint.guards().empty() ? "Needs no credentials." : "Needs credentials.";
  if (options.body_limit > 0) text += fmt::format(" The body is at most {} bytes.", options.body_limit);
  return text;
}

std::string Document::json(const ApiInfo& info) const {
  JsonObject contact, components, paths, schemas, schemes;
  contact.say("name", info.contact.empty() ? info.title : info.contact);
  if (!info.contact_url.empty()) contact.say("url", info.contact_url);
  for (const auto& [path, operations] : paths_) paths.set(path, operations.json());
  for (const auto& [name, schema] : components_.schemas()) schemas.set(name, schema);
  for (const auto& [name, scheme] : schemes_) schemes.set(name, scheme);
  components.set("schemas", schemas.json()).set("responses", problems_.shared());
  if (!schemes.empty()) components.set("securitySchemes", schemes.json());
  std::vector<std::string> tags;
  for (const std::string& tag : tags_) tags.push_back(JsonObject().say("name", tag).json());
  return components_.resolve(
      JsonObject()
          .say("openapi", "3.1.0")
          .set("info",
               JsonObject()
                   .say("title", info.title)
                   .say("version", info.version)
                   .say("description", info.description.empty() ? "The API of " + info.title + "." : info.description)
                   .set("contact", contact.json())
                   .json())
          .set("servers", R"([{"url":"/"}])")
          .set("tags", json_array(tags))
          .set("paths", paths.json())
          .set("components", components.json())
          .json());
}

}  // namespace

std::string openapi(const http::App& app, const ApiInfo& info) { return Document(app).json(info); }

}  // namespace tenstone::web
