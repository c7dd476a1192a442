// The rules of a field: one plain struct for each kind of value, so that one that does not fit is a line like
// "no member named 'length' in 'Field<CreateNote, int>'". Transforms first (trim, lower), then the checks.
#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/validation/issues.hpp"

namespace tenstone::validation {

struct NoRules {};

// Issues: length, email; limit_string when no length was asked for and the default is broken.
struct Text {
  bool trims = false, lowers = false, emails = false;
  std::size_t shortest = 0, longest = kMaxCharacters;  // code points, as JSON Schema counts

  template <class Self>
  constexpr Self trim(this Self self) {  // spaces, tabs and line ends at both ends
    self.trims = true;
    return self;
  }
  template <class Self>
  constexpr Self lower(this Self self) {  // ASCII only: folding the rest depends on the language
    self.lowers = true;
    return self;
  }
  template <class Self>
  constexpr Self length(this Self self, std::size_t least, std::size_t most) {
    self.shortest = least, self.longest = most;
    return self;
  }
  template <class Self>
  constexpr Self max_length(this Self self, std::size_t most) {
    return self.length(0, most);
  }
  // As browsers check it (HTML Living Standard, input type=email), at most 254 bytes, and with a dot in the domain.
  template <class Self>
  constexpr Self email(this Self self) {
    self.emails = true;
    return self;
  }

  void apply(std::string& value, const At& at, Issues& issues) const {  // most often the bytes already prove it
    if (trims || lowers || emails || value.size() < shortest * 4 || value.size() > longest) settle(value, at, issues);
  }

 private:
  void settle(std::string& value, const At& at, Issues& issues) const;
};
constexpr Text text() { return {}; }

// Issues: range.
template <class N>
struct Number {
  N lowest = std::numeric_limits<N>::lowest(), highest = std::numeric_limits<N>::max();
  std::optional<N> ceiling = {};
  template <class Self>
  constexpr Self range(this Self self, N least, N most) {
    self.lowest = least, self.highest = most;
    return self;
  }
  template <class Self>
  constexpr Self cap(this Self self, N most) {  // a transform: a larger value becomes `most`
    self.ceiling = most;
    return self;
  }
};

template <class T>
struct Codec;
template <class T>
using RulesOf = typename Codec<T>::Rules;

// Of arrays and of maps. Issues: items, and limit_items when none was asked for and the default is broken.
template <class Element, std::size_t Limit = kMaxItems>
struct Items {
  std::size_t fewest = 0, most = Limit;
  RulesOf<Element> element = {};
  template <class Self>
  constexpr Self items(this Self self, std::size_t least, std::size_t count) {
    self.fewest = least, self.most = count;
    return self;
  }
  template <class Self>
  constexpr Self max_items(this Self self, std::size_t count) {
    return self.items(0, count);
  }
  template <class Self>
  constexpr Self each(this Self self, RulesOf<Element> rules) {
    self.element = rules;
    return self;
  }
  void check(std::size_t count, const At& at, Issues& issues) const;
};

void add_range_issue(const At& at, std::string_view code, double lowest, double highest, Issues& issues);
void add_items_issue(const At& at, std::size_t fewest, std::size_t most, bool by_default, Issues& issues);

template <class Element, std::size_t Limit>
void Items<Element, Limit>::check(std::size_t count, const At& at, Issues& issues) const {
  if (count < fewest || count > most) add_items_issue(at, fewest, most, most == Limit && count > most, issues);
}

}  // namespace tenstone::validation
