// What a statement returned.
#pragma once
#include <boost/pfr/core.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/postgres/cell.hpp"

struct pg_result;  // libpq's

namespace tenstone::postgres {

// Rows are read into plain flat structs, column by column in their order:
//
//   struct Note { Uuid id; std::string title; std::optional<std::string> body; };
//   for (const Note& note : rows.as<Note>()) …
//
// A struct that does not fit the columns is a bug, and so is a value that its member cannot hold: as() and one() throw
// a Failure that names statement, column and what does not fit. Integers widen and never narrow; numeric is a Decimal,
// json and jsonb are validation::Json or std::string; enum types and texts are an enum class with an enumeration schema
// or std::string; citext and names are std::string. NULL needs a std::optional. T may also be one value:
// rows.one<std::int64_t>().
class Rows {
 public:
  Rows() = default;
  Rows(std::shared_ptr<pg_result> result, std::string_view name) : result_(std::move(result)), statement_(name) {}

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  std::size_t affected() const;  // rows that INSERT, UPDATE, DELETE or SELECT touched
  std::size_t columns() const;
  Cell cell(std::size_t row, std::size_t column) const;

  template <class T>
  std::vector<T> as() const {
    check<T>();
    std::vector<T> all;
    all.reserve(size());
    for (std::size_t row = 0; row < size(); ++row) {
      T value{};
      read(row, value);
      all.push_back(std::move(value));
    }
    return all;
  }
  // The first row; nothing when there is none.
  template <class T>
  std::optional<T> one() const {
    check<T>();
    if (empty()) return std::nullopt;
    T value{};
    read(0, value);
    return value;
  }

 private:
  template <class T>
  static constexpr bool kOneColumn = Scalar<T> || IsOptional<T> || IsVector<T>;

  template <class T>
  void check() const {
    if constexpr (kOneColumn<T>) {
      check_count(1);
      check_column<T>(0);
    } else {
      constexpr std::size_t kMembers = boost::pfr::tuple_size_v<T>;
      check_count(kMembers);
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (this->template check_column<boost::pfr::tuple_element_t<I, T>>(I), ...);
      }(std::make_index_sequence<kMembers>());
    }
  }
  template <class T>
  void check_column(std::size_t column) const {
    if constexpr (IsOptional<T>) {
      check_column<typename T::value_type>(column);
    } else if constexpr (IsVector<T>) {
      check_type(column, Type<Element<T>>::kOid, true, Type<Element<T>>::kName);
    } else {
      static_assert(Scalar<T>, "a member is not of a type that a column can be read into: see types.hpp");
      check_type(column, Type<T>::kOid, false, Type<T>::kName);
    }
  }
  template <class T>
  void read(std::size_t row, T& into) const {
    if constexpr (kOneColumn<T>) {
      decode_column(row, 0, into);
    } else {
      boost::pfr::for_each_field(into, [&](auto& member, std::size_t column) { decode_column(row, column, member); });
    }
  }
  template <class T>
  void decode_column(std::size_t row, std::size_t column, T& into) const {
    const Cell value = cell(row, column);
    if constexpr (IsOptional<T>) {
      if (!value.null) decode_column(row, column, into.emplace());
    } else if constexpr (IsVector<T>) {
      if (value.null) refuse_null(column);
      decode_array(column, value, into);
    } else {
      if (value.null) refuse_null(column);
      if (!decode(value, into)) refuse_value(column, value);
    }
  }
  template <class T>
  void decode_array(std::size_t column, const Cell& value, std::vector<T>& into) const {
    const auto elements = split_array(value);
    if (!elements) refuse_value(column, {});
    into.reserve(elements->size());
    for (const Cell& element : *elements) {
      if (element.null && !IsOptional<T>) refuse_null(column);
      if (element.null) {
        into.emplace_back();
        continue;
      }
      Element<std::vector<T>> one{};
      if (!decode(element, one)) refuse_value(column, element);
      into.emplace_back(std::move(one));
    }
  }

  void check_count(std::size_t members) const;
  void check_type(std::size_t column, std::uint32_t member, bool array, const char* member_name) const;
  [[noreturn]] void refuse_null(std::size_t column) const;
  [[noreturn]] void refuse_value(std::size_t column, const Cell& value) const;

  std::shared_ptr<pg_result> result_;
  std::string_view statement_;
};

}  // namespace tenstone::postgres
