// The rules of a field: one plain struct for each kind of value, so that one that does not fit is a line like
// "no member named 'length' in 'Field<CreateNote, int>'".
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tenstone/validation/formats.hpp"
#include "tenstone/validation/issues.hpp"
#include "tenstone/validation/pattern.hpp"

namespace tenstone::validation {

struct NoRules {};

// Transforms first, in this order: trim, lower or upper, transform. Then the checks, of which the first that fails is
// an issue: length, the name of the format, pattern; limit_string when no length was asked for and the default is
// broken.
struct Text {
  bool trims = false, lowers = false, uppers = false;
  TextFormat format = TextFormat::None;
  std::size_t shortest = 0, longest = kMaxCharacters;  // code points, as JSON Schema counts
  TextPattern shape = {};
  void (*changes)(std::string&) = nullptr;

  template <class Self>
  constexpr Self trim(this Self self) {  // spaces, tabs and line ends at both ends
    self.trims = true;
    return self;
  }
  template <class Self>
  constexpr Self lower(this Self self) {                 // ASCII only: folding the rest depends on the language
    if (self.uppers) throw "a field is lower or upper";  // ends the compilation, as each `throw` here
    self.lowers = true;
    return self;
  }
  template <class Self>
  constexpr Self upper(this Self self) {  // ASCII only
    if (self.lowers) throw "a field is lower or upper";
    self.uppers = true;
    return self;
  }
  template <class Self>
  constexpr Self transform(this Self self, void (*change)(std::string&)) {  // any other one; runs before the checks
    self.changes = change;
    return self;
  }
  template <class Self>
  constexpr Self length(this Self self, std::size_t least, std::size_t most) {
    if (least > most) throw "no text has such a length";
    self.shortest = least, self.longest = most;
    return self;
  }
  template <class Self>
  constexpr Self max_length(this Self self, std::size_t most) {
    return self.length(0, most);
  }
  // One format a field; formats.hpp says what each of them takes.
  template <class Self>
  constexpr Self email(this Self self) {
    return formatted(self, TextFormat::Email);
  }
  template <class Self>
  constexpr Self uuid(this Self self) {
    return formatted(self, TextFormat::Uuid);
  }
  template <class Self>
  constexpr Self uri(this Self self) {
    return formatted(self, TextFormat::Uri);
  }
  template <class Self>
  constexpr Self date_time(this Self self) {  // kept as it was written; a Time is the instant
    return formatted(self, TextFormat::DateTime);
  }
  template <class Self>
  constexpr Self date(this Self self) {
    return formatted(self, TextFormat::Date);
  }
  template <class Self>
  constexpr Self time_of_day(this Self self) {
    return formatted(self, TextFormat::TimeOfDay);
  }
  template <class Self>
  constexpr Self duration(this Self self) {
    return formatted(self, TextFormat::Duration);
  }
  template <class Self>
  constexpr Self ipv4(this Self self) {
    return formatted(self, TextFormat::Ipv4);
  }
  template <class Self>
  constexpr Self ipv6(this Self self) {
    return formatted(self, TextFormat::Ipv6);
  }
  template <class Self>
  constexpr Self ip(this Self self) {
    return formatted(self, TextFormat::Ip);
  }
  template <class Self>
  constexpr Self hostname(this Self self) {
    return formatted(self, TextFormat::Hostname);
  }
  // The whole text matches the regular expression (pattern.hpp).
  template <FixedText Source, class Self>
  constexpr Self pattern(this Self self) {
    if (self.shape.matches != nullptr) throw "a field has one pattern";
    self.shape = pattern_of<Source>();
    return self;
  }

  void apply(std::string& value, const At& at, Issues& issues) const {  // most often the bytes already prove it
    if (trims || lowers || uppers || changes != nullptr || format != TextFormat::None || shape.matches != nullptr ||
        is_length_unsure(value))
      settle(value, at, issues);
  }

 private:
  template <class Self>
  static constexpr Self formatted(Self self, TextFormat format) {
    if (self.format != TextFormat::None) throw "a field has one format";
    self.format = format;
    return self;
  }
  bool is_length_unsure(const std::string& value) const {  // a code point has at most 4 bytes
    return value.size() < shortest * 4 || value.size() > longest;
  }
  void settle(std::string& value, const At& at, Issues& issues) const;
};
static_assert(sizeof(Text) <= 64);  // a cache line
constexpr Text text() { return {}; }

// The ends of a range of numbers. Each is JSON; "": the type's own end.
struct NumberLimits {
  std::string lowest, highest;
  bool above = false, below = false;  // the end itself is outside
};

// Issues: range, multiple_of.
template <class N>
struct Number {
  N lowest = std::numeric_limits<N>::lowest(), highest = std::numeric_limits<N>::max();
  bool is_above = false, is_below = false;  // lowest, highest are outside
  N factor = 0;                             // 0: any number
  std::optional<N> ceiling = {};

  template <class Self>
  constexpr Self range(this Self self, N least, N most) {
    self.lowest = least, self.highest = most;
    self.is_above = self.is_below = false;
    return checked(self);
  }
  template <class Self>
  constexpr Self above(this Self self, N limit) {  // larger than it
    self.lowest = limit, self.is_above = true;
    return checked(self);
  }
  template <class Self>
  constexpr Self below(this Self self, N limit) {
    self.highest = limit, self.is_below = true;
    return checked(self);
  }
  template <class Self>
  constexpr Self multiple_of(this Self self, N unit)
    requires std::integral<N>  // a binary fraction is no multiple of 0.01: take a Decimal
  {
    if (unit <= 0) throw "a number is a multiple of something above 0";
    self.factor = unit;
    return self;
  }
  template <class Self>
  constexpr Self cap(this Self self, N most) {  // a transform: a larger value becomes `most`
    self.ceiling = most;
    return self;
  }

  constexpr bool has(N value) const {
    return value >= lowest && value <= highest && !(is_above && value == lowest) && !(is_below && value == highest);
  }
  constexpr bool is_multiple(N value) const {
    if constexpr (std::integral<N>) return factor == 0 || value % factor == 0;
    return true;
  }

 private:
  template <class Self>
  static constexpr Self checked(Self self) {
    bool empty = !(self.lowest <= self.highest) || ((self.is_above || self.is_below) && self.lowest == self.highest);
    if constexpr (std::integral<N>)
      empty = empty || (self.is_above && self.is_below && self.lowest + 1 == self.highest);
    if (empty) throw "no number is in this range";
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

std::string range_text(const NumberLimits& limits);  // "must be above 0 and at most 1"
void add_range_issue(const At& at, std::string_view code, const NumberLimits& limits, Issues& issues);
void add_multiple_issue(const At& at, std::string unit, Issues& issues);  // `unit` is JSON
void add_enum_issue(const At& at, std::string_view code, std::span<const std::string_view> known, Issues& issues);
// Of an array's items, or of an object's members.
void add_items_issue(const At& at, std::size_t fewest, std::size_t most, std::size_t limit, bool members,
                     Issues& issues);

template <class Element, std::size_t Limit>
void Items<Element, Limit>::check(std::size_t count, const At& at, Issues& issues) const {
  if (count < fewest || count > most)
    add_items_issue(at, fewest, most, count > most ? Limit : SIZE_MAX, Limit == kMaxKeys, issues);
}

}  // namespace tenstone::validation
