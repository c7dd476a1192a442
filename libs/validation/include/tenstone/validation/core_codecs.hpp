// The types of core as values of a schema.
#pragma once
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/decimal.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/validation/codec.hpp"

namespace tenstone::validation {

// As text of 36 characters. Issue: uuid.
template <>
struct Codec<Uuid> {
  using Rules = NoRules;
  static void read(Reader& in, Uuid& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const Uuid& value);
  static void describe(Description& out, Rules) { out.type("string", "uuid"); }
};

// RFC 3339 with an offset. Issue: time.
template <>
struct Codec<Time> {
  using Rules = NoRules;
  static void read(Reader& in, Time& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, Time value);
  static void describe(Description& out, Rules) { out.type("string", "date-time"); }
};

// As text, "12.50", so that no JSON library on the way makes a binary fraction of it. Issues: type, decimal, range,
// multiple_of, fraction_digits.
template <>
struct Codec<Decimal> {
  // A number times 10^18: whole, whatever its scale.
  __extension__ using Wide = __int128;
  static constexpr Wide scaled(const Decimal& value) {
    Wide out = value.coefficient();
    for (int digits = value.scale(); digits < Decimal::kMaxDigits; ++digits) out *= 10;
    return out;
  }
  struct Rules {
    Decimal lowest{-Decimal::kMaxCoefficient}, highest{Decimal::kMaxCoefficient};
    Decimal factor;                           // 0: any number
    bool is_above = false, is_below = false;  // lowest, highest are outside
    int most_fraction_digits = Decimal::kMaxDigits;
    template <class Self>
    constexpr Self range(this Self self, Decimal least, Decimal most) {
      self.lowest = least, self.highest = most;
      self.is_above = self.is_below = false;
      return checked(self);
    }
    template <class Self>
    constexpr Self above(this Self self, Decimal limit) {  // larger than it
      self.lowest = limit, self.is_above = true;
      return checked(self);
    }
    template <class Self>
    constexpr Self below(this Self self, Decimal limit) {
      self.highest = limit, self.is_below = true;
      return checked(self);
    }
    template <class Self>
    constexpr Self multiple_of(this Self self, Decimal unit) {  // exact
      if (unit.coefficient() <= 0) throw "a number is a multiple of something above 0";
      self.factor = unit;
      return self;
    }
    template <class Self>
    constexpr Self fraction_digits(this Self self, int most) {  // behind the point; "1.500" has three
      self.most_fraction_digits = most;
      return self;
    }

   private:
    template <class Self>
    static constexpr Self checked(Self self) {
      const Wide least = scaled(self.lowest), most = scaled(self.highest);
      if (least > most || (least == most && (self.is_above || self.is_below))) throw "no number is in this range";
      return self;
    }
  };
  static void read(Reader& in, Decimal& out, const Rules& rules, const At& at, Issues& issues);
  static void write(std::string& out, const Decimal& value);
  static void describe(Description& out, const Rules& rules);
};

// Read like a string; written as "[secret]".
template <>
struct Codec<Secret<std::string>> {
  using Rules = Text;
  static void read(Reader& in, Secret<std::string>& out, const Rules& rules, const At& at, Issues& issues);
  static void write(std::string& out, const Secret<std::string>& value);
  static void describe(Description& out, const Rules& rules);
};

}  // namespace tenstone::validation
