// What one module can be told: a plain struct with defaults and a schema, and the keys that follow from it.
#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace tenstone::config {

// A bare name that one field answers to as well: {"port", "PORT"}.
struct Alias {
  std::string_view field, name;
};

// One setting, as people see it. Values are texts; a secret's is "[secret]", or "" while it is not set.
struct Key {
  std::string key;                 // "http.port"
  std::string field;               // "port"
  std::string flag;                // "--http-port"
  std::vector<std::string> names;  // in the environment and in a file: "TENSTONE_HTTP_PORT", "PORT"
  std::string meaning;
  bool required = false, boolean = false, secret = false;
  std::string default_value, value;
  std::string source = "default";  // or "flag --http-port", "environment PORT", "dev.env:3"
};

// area "http", field "idle_timeout" -> http.idle_timeout, --http-idle-timeout, TENSTONE_HTTP_IDLE_TIMEOUT. An empty
// area leaves its part out: --env, TENSTONE_ENV.
Key make_key(std::string_view area, std::string_view field, std::span<const Alias> aliases);

// The type-erased half, so that Table is no template.
class Area {
 public:
  virtual ~Area() = default;
  std::vector<Key> keys;
  virtual void read(validation::Pairs settings, validation::Issues& issues) = 0;  // into a copy
  virtual void commit() = 0;                                                      // the copy becomes the value
};

template <class M>
std::string display(const M& value) {
  if constexpr (std::same_as<M, Secret<std::string>>)
    if (value.reveal().empty()) return {};
  const std::string json = validation::to_json(value);
  if (json == "null") return {};
  return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
}

template <class T>
class TypedArea final : public Area {
 public:
  TypedArea(std::string_view area, std::span<const Alias> aliases) {
    each_field([&]<class M>(const validation::Field<T, M>& field) {
      Key key = make_key(area, field.name, aliases);
      key.meaning = field.meaning;
      key.required = field.is_required;
      key.boolean = std::same_as<M, bool> || std::same_as<M, std::optional<bool>>;
      key.secret = std::same_as<M, Secret<std::string>>;
      if (!field.is_required) key.default_value = key.value = display(value_.*(field.member));
      keys.push_back(std::move(key));
    });
  }
  const T& value() const { return value_; }

  void read(validation::Pairs settings, validation::Issues& issues) override {
    next_ = T{};
    static_cast<void>(validation::read(*validation::open_pairs(settings), next_, issues));  // texts are always readable
  }
  void commit() override {
    value_ = next_;
    auto key = keys.begin();
    each_field([&]<class M>(const validation::Field<T, M>& field) { key++->value = display(value_.*(field.member)); });
  }

 private:
  static void each_field(auto&& visit) {
    std::apply([&](const auto&... fields) { (..., visit(fields)); }, validation::kSchema<T>.fields);
  }

  T value_{}, next_{};
};

}  // namespace tenstone::config
