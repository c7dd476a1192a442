// What the routes of keys and of the kill switch read and write.
#pragma once
#include <string>
#include <vector>

#include "stored_json.hpp"
#include "tenstone/validation/enumeration.hpp"

namespace tenstone::flags {

struct SwitchJson {
  bool killed;
};
constexpr auto schema(validation::For<SwitchJson>) {
  return validation::object<SwitchJson>(
      validation::field("killed", &SwitchJson::killed).about("Every flag counts as not enabled"));
}
struct SwitchBody {
  bool killed = false;
  std::string reason;
};
constexpr auto schema(validation::For<SwitchBody>) {
  return validation::object<SwitchBody>(validation::field("killed", &SwitchBody::killed), reason_field<SwitchBody>());
}

struct NewKeyBody {
  std::string name;
  KeyKind kind = KeyKind::Client;
};
constexpr auto schema(validation::For<NewKeyBody>) {
  using validation::field;
  return validation::object<NewKeyBody>(
      field("name", &NewKeyBody::name).trim().length(1, 100),
      field("kind", &NewKeyBody::kind).about("A client key sees the flags that are marked client, a server key all"));
}

struct KeyJson {
  Uuid id;
  std::string name;
  KeyKind kind;
  std::string prefix;
  Time created_at;
};
template <class T, class... M>
constexpr auto key_object(validation::Field<T, M>... more) {
  using validation::field;
  return validation::object<T>(field<T, Uuid>("id", &T::id), field<T, std::string>("name", &T::name),
                               field<T, KeyKind>("kind", &T::kind),
                               field<T, std::string>("prefix", &T::prefix).about("The public part of its text"),
                               field<T, Time>("created_at", &T::created_at), more...);
}
constexpr auto schema(validation::For<KeyJson>) { return key_object<KeyJson>(); }

struct MadeKeyJson : KeyJson {
  std::string key;
};
constexpr auto schema(validation::For<MadeKeyJson>) {
  return key_object<MadeKeyJson>(validation::field("key", &MadeKeyJson::key).about("Its text; shown this once"));
}
struct KeyListJson {
  std::vector<KeyJson> data;
};
constexpr auto schema(validation::For<KeyListJson>) {
  return validation::object<KeyListJson>(validation::field("data", &KeyListJson::data));
}

}  // namespace tenstone::flags
