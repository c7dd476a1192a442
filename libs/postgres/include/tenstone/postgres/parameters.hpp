// Values on their way to the server, in its binary format.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/postgres/types.hpp"

namespace tenstone::postgres {

// Allowed: bool, int16/32/64, double, Uuid, Time, Bytes, texts, and std::optional and std::vector of these.
//
// A text is sent without a type, so that the server takes it for what the place asks for: text, an enum, jsonb, citext.
// A vector of texts is text[]; cast in SQL where something else is wanted. Throws Failure(unstorable_text) at U+0000.
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
      add_array(value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      add_text(value);
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
  template <class T>
  static constexpr std::uint32_t type_of() {
    if constexpr (IsVector<T>) {
      return Type<Element<T>>::kArrayOid;
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
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
