// How C++ types and PostgreSQL types meet. The oids are those of src/include/catalog/pg_type.dat, fixed for ever.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/decimal.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/validation/json.hpp"

namespace tenstone::postgres {

// A bytea. A plain std::string is always text.
struct Bytes {
  std::string value;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

// An enum with an enumeration schema (validation/enumeration.hpp): its names are the labels of an enum type, or texts.
template <class T>
concept Labelled = std::is_enum_v<T> && validation::HasSchema<T>;

template <class T>
struct Type {};
template <Labelled T>
struct Type<T> {
  static constexpr std::uint32_t kOid = 25, kArrayOid = 1009;
  static constexpr auto kName = "an enumeration";
};
// clang-format off
template <> struct Type<bool>         { static constexpr std::uint32_t kOid = 16,   kArrayOid = 1000; static constexpr auto kName = "bool"; };
template <> struct Type<Bytes>        { static constexpr std::uint32_t kOid = 17,   kArrayOid = 1001; static constexpr auto kName = "Bytes"; };
template <> struct Type<std::int16_t> { static constexpr std::uint32_t kOid = 21,   kArrayOid = 1005; static constexpr auto kName = "std::int16_t"; };
template <> struct Type<std::int32_t> { static constexpr std::uint32_t kOid = 23,   kArrayOid = 1007; static constexpr auto kName = "std::int32_t"; };
template <> struct Type<std::int64_t> { static constexpr std::uint32_t kOid = 20,   kArrayOid = 1016; static constexpr auto kName = "std::int64_t"; };
template <> struct Type<double>       { static constexpr std::uint32_t kOid = 701,  kArrayOid = 1022; static constexpr auto kName = "double"; };
template <> struct Type<std::string>  { static constexpr std::uint32_t kOid = 25,   kArrayOid = 1009; static constexpr auto kName = "std::string"; };
// Time::max() and Time::min() are 'infinity' and '-infinity'.
template <> struct Type<Time>         { static constexpr std::uint32_t kOid = 1184, kArrayOid = 1185; static constexpr auto kName = "Time"; };
template <> struct Type<Uuid>         { static constexpr std::uint32_t kOid = 2950, kArrayOid = 2951; static constexpr auto kName = "Uuid"; };
template <> struct Type<Decimal>      { static constexpr std::uint32_t kOid = 1700, kArrayOid = 1231; static constexpr auto kName = "Decimal"; };
template <> struct Type<validation::Json> { static constexpr std::uint32_t kOid = 3802, kArrayOid = 3807; static constexpr auto kName = "validation::Json"; };
// clang-format on

template <class T>
concept Scalar = requires { Type<T>::kOid; };

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
concept IsOptional = kIsOptional<T>;

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
concept IsVector = kIsVector<T>;

// The scalar inside a vector: int for std::vector<std::optional<int>>, std::string for any text.
template <class T>
struct ElementOf;
template <class T>
struct ElementOf<std::vector<T>> {
  using type = std::conditional_t<std::is_convertible_v<const T&, std::string_view>, std::string, T>;
};
template <class T>
struct ElementOf<std::vector<std::optional<T>>> : ElementOf<std::vector<T>> {};
template <class T>
using Element = typename ElementOf<T>::type;

void encode(std::string& out, bool value);
void encode(std::string& out, std::int16_t value);
void encode(std::string& out, std::int32_t value);
void encode(std::string& out, std::int64_t value);
void encode(std::string& out, double value);
void encode(std::string& out, Time value);
void encode(std::string& out, const Uuid& value);
void encode(std::string& out, const Bytes& value);
void encode(std::string& out, const Decimal& value);
void encode(std::string& out, const validation::Json& value);
void encode_array_header(std::string& out, std::size_t count, std::uint32_t element);

}  // namespace tenstone::postgres
