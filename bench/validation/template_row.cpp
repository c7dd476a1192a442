// The rival: the same schema and the same checks, templated straight on simdjson; simdjson.h in every file that does
// so.
#define SIMDJSON_EXCEPTIONS 0
#include <algorithm>
#include <simdjson.h>

#include "order.hpp"
#include "rows.hpp"

namespace {
using namespace tenstone::validation;
namespace od = simdjson::ondemand;

bool broken = false;
template <class M>
inline constexpr bool kVector = false;
template <class E>
inline constexpr bool kVector<std::vector<E>> = true;

bool accept(simdjson::error_code error, const char* name, const At& at, Issues& issues) {
  broken |= error && error != simdjson::INCORRECT_TYPE;
  return issues.accept(!error ? Reader::Read::Ok : Reader::Read::WrongType, name, at);
}

template <class T, class V>
void direct(V&& value, T& out, const RulesOf<T>& rules, const At& at, Issues& issues);

template <class T>
void direct_object(od::object object, T& out, const At& at, Issues& issues) {
  static constexpr auto& kFields = kSchema<T>.fields;
  static constexpr auto& kNames = kEntries<T>;
  std::uint64_t seen = 0;
  std::size_t next = 0;
  for (auto result : object) {
    od::field field;
    if ((broken |= bool(std::move(result).get(field)))) return;
    std::size_t i = next;
    const char* raw = field.key().raw();
    if (i == kNames.size() || kNames[i].name.compare(0, kNames[i].name.npos, raw, kNames[i].name.size()) != 0 ||
        raw[kNames[i].name.size()] != '"')
      i = static_cast<std::size_t>(std::ranges::find(kNames, field.unescaped_key().value_unsafe(), &FieldEntry::name) -
                                   kNames.begin());
    if (i == kNames.size() || seen >> i & 1) {
      issues.add(at, "unknown_or_duplicate_key", "");
      continue;
    }
    seen |= std::uint64_t{1} << i;
    next = i + 1;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (void)(... || (i == I && (direct(field.value(), out.*(std::get<I>(kFields).member), std::get<I>(kFields),
                                       At{&at, kNames[I].name}, issues),
                                true)));
    }(std::make_index_sequence<kNames.size()>());
  }
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i].required && !(seen >> i & 1)) issues.add(At{&at, kNames[i].name}, "required", "");
}

template <class T, class V>
void direct(V&& value, T& out, const RulesOf<T>& rules, const At& at, Issues& issues) {
  if constexpr (std::same_as<T, bool>) {
    accept(value.get_bool().get(out), "boolean", at, issues);
  } else if constexpr (std::is_arithmetic_v<T>) {
    typename Codec<T>::Wide wide{};
    if (!accept(value.get(wide), "number", at, issues)) return;
    if constexpr (std::integral<T>)
      if (!std::in_range<T>(wide)) return issues.add(at, "number_range", "");
    out = static_cast<T>(wide);
    if (!(out >= rules.lowest && out <= rules.highest)) issues.add(at, "range", "");
  } else if constexpr (std::same_as<T, std::string>) {
    std::string_view view;
    if (!accept(value.get_string().get(view), "string", at, issues)) return;
    out.assign(view);
    rules.apply(out, at, issues);
  } else if constexpr (kOptional<T>) {
    if (bool null = false; value.is_null().get(null) || !null) direct(value, out.emplace(), rules, at, issues);
  } else if constexpr (kVector<T>) {
    od::array array;
    if (!accept(value.get_array().get(array), "array", at, issues)) return;
    for (auto item : array)
      direct(std::move(item).value_unsafe(), out.emplace_back(), rules.element, At{&at, {}, std::ssize(out) - 1},
             issues);
    if (out.size() > rules.most) issues.add(at, "items", "");
  } else {
    od::object object;
    if (accept(value.get_object().get(object), "object", at, issues)) direct_object(object, out, at, issues);
  }
}
}  // namespace

bool read_by_template(std::string_view text) {
  static simdjson::ondemand::parser parser;
  static std::string padded;
  shop::Order order;
  Issues issues("body");
  od::document document;
  od::value root;
  padded.assign(text).append(simdjson::SIMDJSON_PADDING, ' ');
  if (parser.iterate(padded.data(), text.size(), padded.size()).get(document) || document.get_value().get(root))
    return false;
  direct(root, order, {}, {}, issues);
  return !broken && issues.count() == 0;
}
