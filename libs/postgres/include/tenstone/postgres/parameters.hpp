// Values on their way to the server, in its binary format.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/postgres/types.hpp"

namespace tenstone::postgres {

// Allowed: bool, int16/32/64, double, Decimal (numeric), Uuid, Time, Bytes, validation::Json (jsonb), enums with an
// enumeration schema, texts, and std::optional and std::vector of these.
//
// A text is sent without a type, so that the server takes it for what the place asks for: text, an enum, jsonb, citext.
// So are an enum, as the text of its name, and a vector of enums: `state = any($1)` needs no cast. A vector of texts is
// text[]; cast in SQL where something else is wanted.
// Throws Failure(unstorable_text) at U+0000, std::logic_error at an enum's value that has no name.
class Parameters {
 public:
  struct Value {
    std::uint32_t type;   // oid; 0: the server infers it
    std::int32_t length;  // -1: NULL
    std::size_t offset;   // into buffer()
    bool binary;
  };
  template <class T>
  void add(const T& value) {
    if constexpr (IsOptional<T>) {
      if (value)
        add(*value);
      else
        add_null(type_of<typename T::value_type>());
    } else if constexpr (IsVector<T>) {
      if constexpr (Labelled<Element<T>>)
        add_labels(value);
      else
        add_array(value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      add_text(value);
    } else if constexpr (Labelled<T>) {
      add_text(label_of(value));
    } else {
      static_assert(Scalar<T>, "not a type that PostgreSQL parameters take: see parameters.hpp");
      const std::size_t start = begin(Type<T>::kOid);
      encode(buffer_, value);
      end(start);
    }
  }
  const std::vector<Value>& values() const { return values_; }
  const std::string& buffer() const { return buffer_; }

 private:
  template <Labelled E>
  static std::string_view label_of(E value) {
    const std::string_view label = validation::kSchema<E>.name(value);
    if (label.empty()) refuse_unnamed(static_cast<std::int64_t>(value));
    return label;
  }
  [[noreturn]] static void refuse_unnamed(std::int64_t value);
  template <class T>
  static constexpr std::uint32_t type_of() {
    if constexpr (IsVector<T>) {
      return Labelled<Element<T>> ? 0 : Type<Element<T>>::kArrayOid;
    } else if constexpr (std::is_convertible_v<const T&, std::string_view> || Labelled<T>) {
      return 0;
    } else {
      return Type<T>::kOid;
    }
  }
  template <class T>
  void add_array(const std::vector<T>& values) {
    using E = Element<std::vector<T>>;
    const std::size_t start = begin(Type<E>::kArrayOid);
    encode_array_header(buffer_, values.size(), Type<E>::kOid);
    for (const auto& value : values) {
      if constexpr (IsOptional<T>) {
        if (value)
          add_element<E>(*value);
        else
          encode(buffer_, std::int32_t{-1});
      } else {
        add_element<E>(value);
      }
    }
    end(start);
  }
  template <class E, class T>
  void add_element(const T& value) {
    const std::size_t at = buffer_.size();
    encode(buffer_, std::int32_t{0});
    if constexpr (std::is_convertible_v<const T&, std::string_view>)
      add_raw_text(value);
    else
      encode(buffer_, static_cast<E>(value));
    set_length(at);
  }
  // {"placed","paid",NULL}: an array as text (PostgreSQL §8.15.6), whose element type the server infers.
  template <class T>
  void add_labels(const std::vector<T>& values) {
    std::string text = "{";
    for (const auto& value : values) {
      if (text.size() > 1) text += ',';
      if constexpr (IsOptional<T>) {
        if (value)
          append_quoted(text, label_of(*value));
        else
          text += "NULL";
      } else {
        append_quoted(text, label_of(value));
      }
    }
    add_text(text + '}');
  }
  static void append_quoted(std::string& out, std::string_view label);
  std::size_t begin(std::uint32_t type);
  void end(std::size_t start);
  void set_length(std::size_t at);
  void add_null(std::uint32_t type);
  void add_text(std::string_view text);
  void add_raw_text(std::string_view text);

  std::vector<Value> values_;
  std::string buffer_;
};

}  // namespace tenstone::postgres
