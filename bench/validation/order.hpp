// The document and its schema, over the library or over the sketch. 905 bytes as text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#ifdef TENSTONE_IN_SKETCH
#include <validation.hpp>
#else
#include "tenstone/validation/validation.hpp"
#endif

namespace shop {
using namespace tenstone;
struct Address {
  std::string street, city, country;
  int zip = 0;
};
struct Customer {
  std::string name, email;
  Address address;
  bool vip = false;
};
struct Line {
  std::string sku, name;
  int quantity = 0;
  double price = 0;
  std::vector<std::string> tags;
};
struct Order {
  std::int64_t id = 0;
  Customer customer;
  std::vector<Line> lines;
  std::optional<std::string> note;
};
using validation::field, validation::object;
constexpr auto schema(validation::For<Address>) {
  return object<Address>(field("street", &Address::street).length(1, 80), field("city", &Address::city).length(1, 80),
                         field("country", &Address::country).length(2, 2),
                         field("zip", &Address::zip).range(1, 99'999));
}
constexpr auto schema(validation::For<Customer>) {
  return object<Customer>(field("name", &Customer::name).trim().length(1, 80),
                          field("email", &Customer::email).length(3, 254), field("address", &Customer::address),
                          field("vip", &Customer::vip));
}
constexpr auto schema(validation::For<Line>) {
  return object<Line>(field("sku", &Line::sku).length(1, 20), field("name", &Line::name).length(1, 80),
                      field("quantity", &Line::quantity).range(1, 100), field("price", &Line::price).range(0, 1e6),
                      field("tags", &Line::tags).max_items(8).each(validation::text().length(1, 20)));
}
constexpr auto schema(validation::For<Order>) {
  return object<Order>(field("id", &Order::id), field("customer", &Order::customer),
                       field("lines", &Order::lines).max_items(50), field("note", &Order::note).max_length(500));
}
}  // namespace shop
