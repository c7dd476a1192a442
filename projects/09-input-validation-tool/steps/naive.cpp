// The check of a signup that everybody writes first. README.md shows three ways in which it breaks.
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/validation/validation.hpp"

namespace naive {
using namespace tenstone;

// [snippet:signup]
struct Signup {
  std::string name, email;
  double voucher = 0;  // as JavaScript, and most JSON libraries, read a number
  bool newsletter = true;
};
constexpr auto schema(validation::For<Signup>) {
  using validation::field;
  return validation::object<Signup>(field("name", &Signup::name).length(1, 80), field("email", &Signup::email).email(),
                                    field("voucher", &Signup::voucher).or_default(),
                                    field("newsletter", &Signup::newsletter).or_default())
      .ignore_unknown();  // be liberal in what you accept
}

Task<http::Response> sign_up(http::Request& request) {
  const auto signup = validation::parse_json<Signup>(*co_await request.body());
  if (signup) co_return http::json(validation::to_json(*signup));
  const auto& issues = signup.error().issues;
  co_return http::text(issues.empty() ? "no JSON\n" : issues.front().message + "\n",
                       400);  // the first one, and no place
}
// [/snippet:signup]

}  // namespace naive

int main(int argc, char** argv) {
  using namespace tenstone;
  service::Service service("naive-signups");
  return service::run(service, argc, argv, [&] {
    http::App app;
    app.post("/v1/signups", naive::sign_up);
    return service.serve(app, service::Service::Role::Api);
  });
}
