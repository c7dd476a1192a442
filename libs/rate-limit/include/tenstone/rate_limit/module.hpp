// Limits as a module of a service:
//
//   service::Service service("mine", {.redis = true});
//   rate_limit::Module limits;
//   service.add(limits);
//   …
//   app.use(rate_limit::middleware(*limits.limiter, {.name = "default", .limit = 10, .window = 60s}));
#pragma once
#include <memory>

#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/settings.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::rate_limit {

// Settings: the area "limits" (settings.hpp). Listens for what other processes give back in a process that serves.
// Needs Redis.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "limits"; }
  void configure(config::Table& table) override;
  void open(service::Service& service) override;
  void serving() override;
  Task<bool> drain() override;

  const Settings* settings = nullptr;  // after Service::add(); read by Service::load()
  std::unique_ptr<Limiter> limiter;    // after Service::open()

 private:
  service::Service* service_ = nullptr;
};

}  // namespace tenstone::rate_limit
