#include "tenstone/worker/worker.hpp"

#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::worker {

int serve(service::Service& service) {
  http::App app;
  app.use(http::request_id(service.ids()));
  app.use(http::problem_errors(service.log()));
  return service.serve(app, service::Service::Role::Worker);
}

}  // namespace tenstone::worker
