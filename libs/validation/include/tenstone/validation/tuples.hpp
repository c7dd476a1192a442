// std::pair and std::tuple: an array of exactly so many items, each of its own kind.
//
//   std::pair<std::string, int> stop;
//   field("stop", &Route::stop).item<0>(validation::text().length(1, 80)).item<1>(validation::Number<int>().range(0,
//   9))
//
// Issues: type, items, and those of the items.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tenstone/validation/codec.hpp"

namespace tenstone::validation {

template <class Tuple, class... E>
struct TupleCodec {
  static_assert(sizeof...(E) > 0, "an empty tuple holds no value");
  struct Rules {
    std::tuple<RulesOf<E>...> elements = {};
    template <std::size_t I, class Self>
    constexpr Self item(this Self self, const std::tuple_element_t<I, std::tuple<RulesOf<E>...>>& rules) {
      std::get<I>(self.elements) = rules;
      return self;
    }
  };

  static void read(Reader& in, Tuple& out, const Rules& rules, const At& at, Issues& issues) {
    if (!in.enter_array()) return void(issues.accept(Reader::Read::WrongType, "array", at));
    std::size_t count = 0;
    for (; in.next_item(); ++count)
      each([&]<std::size_t I, class Element>() {
        if (I == count) Codec<Element>::read(in, std::get<I>(out), std::get<I>(rules.elements), At{&at, {}, I}, issues);
      });
    if (count != sizeof...(E)) add_items_issue(at, sizeof...(E), sizeof...(E), SIZE_MAX, false, issues);
  }
  static void write(std::string& out, const Tuple& value) {
    each([&]<std::size_t I, class Element>() {
      out += I == 0 ? '[' : ',';
      Codec<Element>::write(out, std::get<I>(value));
    });
    out += ']';
  }
  static void describe(Description& out, const Rules& rules) {
    std::vector<Description> items;
    each([&]<std::size_t I, class Element>() {
      items.push_back(out.inner());
      Codec<Element>::describe(items.back(), std::get<I>(rules.elements));
    });
    out.tuple(items);
  }

 private:
  template <class Action>
  static void each(const Action& action) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (..., action.template operator()<I, E>());
    }(std::index_sequence_for<E...>());
  }
};

template <class A, class B>
struct Codec<std::pair<A, B>> : TupleCodec<std::pair<A, B>, A, B> {};
template <class... E>
struct Codec<std::tuple<E...>> : TupleCodec<std::tuple<E...>, E...> {};

}  // namespace tenstone::validation
