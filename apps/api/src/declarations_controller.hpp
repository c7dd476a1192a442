// What can be triggered, and declaring it while the platform runs.
#pragma once
#include <string>
#include <variant>

#include "action_json.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::platform {
class Platform;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::api {

class DeclarationsController final : public web::Controller {
 public:
  DeclarationsController(service::Service& service, platform::Platform& platform);
  Task<web::Page<ActionJson>> list(web::Principal who);
  Task<Result<ActionAnswer>> find(web::Path<"name", std::string> name, web::Principal who);
  Task<Result<std::variant<web::Created<ActionAnswer>, ActionAnswer>>> put(web::Path<"name", std::string> name,
                                                                           web::Body<validation::Json> document,
                                                                           web::Principal who);
  Task<Result<void>> remove(web::Path<"name", std::string> name, web::Principal who);

 private:
  service::Service& service_;
  platform::Platform& platform_;
};

}  // namespace tenstone::api
