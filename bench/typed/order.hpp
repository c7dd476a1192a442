// The order of bench/typed/order.json and its rules. peers/typed.js has the same ones.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/validation/core_codecs.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/validation/validation.hpp"

namespace shop {
using namespace tenstone;
using validation::field, validation::object;

enum class State { New, Paid, Sent };
struct Address {
  std::string street, city, zip, country;
};
struct Customer {
  std::string name, email, phone;
  bool vip = false;
  Address address;
};
struct Line {
  std::string sku, name;
  int quantity = 0;
  std::string unit;
  double price = 0;
};
struct Order {
  Uuid id;
  Time placed_at;
  State state = State::New;
  std::string reference;
  Customer customer;
  std::vector<Line> lines;
  std::optional<std::string> note;
};

constexpr auto schema(validation::For<State>) {
  return validation::enumeration<State>({{"new", State::New}, {"paid", State::Paid}, {"sent", State::Sent}});
}
constexpr auto schema(validation::For<Address>) {
  return object<Address>(field("street", &Address::street).length(1, 80), field("city", &Address::city).length(1, 80),
                         field("zip", &Address::zip).pattern<"[0-9]{5}">(),
                         field("country", &Address::country).pattern<"[A-Z]{2}">());
}
constexpr auto schema(validation::For<Customer>) {
  return object<Customer>(field("name", &Customer::name).length(1, 80), field("email", &Customer::email).email(),
                          field("phone", &Customer::phone).pattern<"[+][0-9]{7,15}">(), field("vip", &Customer::vip),
                          field("address", &Customer::address));
}
constexpr auto schema(validation::For<Line>) {
  return object<Line>(field("sku", &Line::sku).pattern<"[A-Z]{2}-[0-9]{4}-[A-Z]{1,3}">(),
                      field("name", &Line::name).length(1, 80), field("quantity", &Line::quantity).range(1, 100),
                      field("unit", &Line::unit).length(1, 20), field("price", &Line::price).range(0, 1e6));
}
constexpr auto schema(validation::For<Order>) {
  return object<Order>(field("id", &Order::id), field("placed_at", &Order::placed_at), field("state", &Order::state),
                       field("reference", &Order::reference).pattern<"[A-Z]{2}-[0-9]{6}">(),
                       field("customer", &Order::customer), field("lines", &Order::lines).items(1, 50),
                       field("note", &Order::note).max_length(500));
}
}  // namespace shop
