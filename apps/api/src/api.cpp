#include "tenstone/api/api.hpp"

#include "controllers.hpp"
#include "declarations_controller.hpp"
#include "limits.hpp"
#include "tenstone/auth/auth_controller.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/rate_limit/policy_file.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::api {

struct Api::Controllers {
  Controllers(service::Service& service, platform::Platform& platform)
      : actions(service, platform),
        declarations(service, platform),
        jobs(platform),
        auth(platform.accounts(), platform.sessions(), service.clock(), platform.open_sign_up()) {}
  ActionsController actions;
  DeclarationsController declarations;
  JobsController jobs;
  auth::AuthController auth;
};

Api::Api(service::Service& service, platform::Platform& platform)
    : service_(service),
      policies_(endpoint_policies(service, platform)),
      controllers_(std::make_unique<Controllers>(service, platform)) {
  service.standard(app_);
  app_.use(auth::same_site_only(platform.allowed_origins()));
  app_.use(web::authenticate(platform.authentication()));
  app_.use(endpoint_limits(platform, *policies_));
  web::mount(app_, controllers_->actions);
  web::mount(app_, controllers_->declarations);
  web::mount(app_, controllers_->jobs);
  web::mount(app_, controllers_->auth);
  add_limits(app_, platform, *policies_);
}

Api::~Api() = default;

int Api::serve() {
  policies_->start();
  service_.at_drain([this] { return policies_->stop(); });
  return service_.serve(app_, service::Service::Role::Api);
}

}  // namespace tenstone::api
