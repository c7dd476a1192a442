#include "tenstone/api/api.hpp"

#include "controllers.hpp"
#include "declarations_controller.hpp"
#include "flags.hpp"
#include "limits.hpp"
#include "logs_controller.hpp"
#include "schedules_controller.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/rate_limit/policy_file.hpp"
#include "tenstone/service/service.hpp"
#include "webhooks.hpp"

namespace tenstone::api {

struct Api::Controllers {
  Controllers(service::Service& service, platform::Platform& platform, rate_limit::PolicyFile& policies)
      : actions(service, platform),
        declarations(service, platform),
        jobs(platform, service.key("cursors")),
        schedules(platform, service.clock(), service.key("cursors")),
        webhooks(platform.webhooks(), service.key("cursors")),
        flags(platform.flags(), service.key("cursors")),
        logs(service, platform),
        limits(limits_controller(platform, policies)) {}
  ActionsController actions;
  DeclarationsController declarations;
  JobsController jobs;
  SchedulesController schedules;
  WebhookControllers webhooks;
  FlagControllers flags;
  LogsController logs;
  rate_limit::LimitsController limits;
};

Api::Api(service::Service& service, platform::Platform& platform)
    : service_(service),
      policies_(endpoint_policies(service, platform)),
      controllers_(std::make_unique<Controllers>(service, platform, *policies_)) {
  // [snippet:order]
  service.standard(app_);
  app_.use(rate_limit::deny_networks(policies_->rules()));
  app_.use(auth::same_site_only(service.settings().http.allowed_origins.origins));
  app_.use(web::authenticate(platform.authentication()));
  app_.use(endpoint_limits(platform, *policies_));
  // [/snippet:order]
  web::mount(app_, controllers_->actions);
  web::mount(app_, controllers_->declarations);
  web::mount(app_, controllers_->jobs);
  web::mount(app_, controllers_->schedules);
  controllers_->webhooks.mount(app_);
  controllers_->flags.mount(app_);
  web::mount(app_, controllers_->logs);
  service.routes(app_);
  web::mount(app_, controllers_->limits);
  web::serve_openapi(app_,
                     {.title = "Tenstone",
                      .version = "1",
                      .description = "Actions and their jobs, behind limits and flags, with webhooks and an audit log.",
                      .contact = "The operator of this installation"});
  policies_->check_against(app_);
}

Api::~Api() = default;

int Api::serve() {
  policies_->start();
  service_.at_drain([this] { return policies_->stop(); });
  return service_.serve(app_, service::Service::Role::Api);
}

}  // namespace tenstone::api
