#include "ofrep_json.hpp"

#include "tenstone/http/errors.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::flags {
namespace {

void append_value(std::string& out, const Value& value) {
  struct Write {
    std::string& out;
    void operator()(bool truth) const { out += truth ? "true" : "false"; }
    void operator()(const std::string& text) const { validation::write_string(out, text); }
    void operator()(double number) const { validation::write_number(out, number); }
    void operator()(const ObjectValue& object) const { out += object.text; }
  };
  std::visit(Write{out}, value);
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
  validation::write_key(out, name);
  validation::write_string(out, text);
}

}  // namespace

// Keys and variants are A-Z a-z 0-9 '.' '_' '-': nothing to escape.
void open_evaluation(std::string& out, std::string_view key, const Evaluation& evaluation) {
  out.append(R"({"key":")").append(key).append(R"(","reason":")").append(to_string(evaluation.reason)) += '"';
  if (evaluation.value == nullptr) return;
  out.append(R"(,"variant":")").append(evaluation.variant).append(R"(","value":)");
  append_value(out, *evaluation.value);
}

void append_metadata(std::string& out, std::int64_t version, bool stale) {
  out += R"(,"metadata":{"version":)";
  validation::write_number(out, version);
  out += stale ? R"(,"stale":true})" : "}";
}

http::Response ofrep_failure(int status, std::string_view key, std::string_view code, std::string_view details) {
  std::string body = "{";
  if (!key.empty()) append_text(body, "key", key);
  if (!code.empty()) append_text(body, "errorCode", code);
  append_text(body, "errorDetails", details);
  return http::json(body + '}', status);
}

http::Response context_failure(std::string_view key, const Error& error) {
  return ofrep_failure(400, key, error.is(kInvalidContext) ? "INVALID_CONTEXT" : "PARSE_ERROR", error.message);
}

http::Response body_failure(std::string_view key, const Error& error) {
  if (error.is(http::kBodyTooLarge)) return ofrep_failure(400, key, "INVALID_CONTEXT", error.message);
  return ofrep_failure(http::status_of(error), key, "PARSE_ERROR", error.message);
}

}  // namespace tenstone::flags
