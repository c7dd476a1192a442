// The row "echo": an order is read from the body, checked, and answered as it was read.
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/web/web.hpp"

using namespace tenstone;

namespace shop {

using validation::field, validation::object;

struct Address {
  std::string street, city, country;
  int zip = 0;
};
constexpr auto schema(validation::For<Address>) {
  return object<Address>(field("street", &Address::street).length(1, 80), field("city", &Address::city).length(1, 80),
                         field("country", &Address::country).length(2, 2),
                         field("zip", &Address::zip).range(1, 99'999));
}
struct Customer {
  std::string name, email;
  Address address;
};
constexpr auto schema(validation::For<Customer>) {
  return object<Customer>(field("name", &Customer::name).length(1, 80), field("email", &Customer::email).email(),
                          field("address", &Customer::address));
}
struct Line {
  std::string sku;
  int quantity = 0;
  double price = 0;
};
constexpr auto schema(validation::For<Line>) {
  return object<Line>(field("sku", &Line::sku).length(1, 20), field("quantity", &Line::quantity).range(1, 100),
                      field("price", &Line::price).range(0, 1e6));
}
struct Order {
  Customer customer;
  std::vector<Line> lines;
  std::string note;
  bool express = false;
};
constexpr auto schema(validation::For<Order>) {
  return object<Order>(field("customer", &Order::customer), field("lines", &Order::lines).items(1, 50),
                       field("note", &Order::note).max_length(500), field("express", &Order::express));
}

class EchoController final : public web::Controller {
 public:
  EchoController() { route("POST /echo", &EchoController::echo); }

  Task<Order> echo(web::Body<Order> order) { co_return std::move(*order); }
};

}  // namespace shop

int main(int argc, char** argv) {
  service::Service service("bench_echo");
  return service::run(service, argc, argv, [&] {
    shop::EchoController echo;
    http::App app;
    service.standard(app);
    web::mount(app, echo);
    return service.serve(app, service::Service::Role::Api);
  });
}
