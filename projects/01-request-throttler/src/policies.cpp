#include "policies.hpp"

#include "built_in.hpp"

namespace tenstone::throttler {

Policies::Policies(service::Service& service, const std::string& file) {
  if (file.empty()) {
    auto rules = rate_limit::read_rules(built_in("default.json"));
    if (!rules) throw Failure(rules.error());
    built_in_ = std::make_unique<rate_limit::PublishedRules>(service.loops(), std::move(*rules));
    return;
  }
  file_ = std::make_unique<rate_limit::PolicyFile>(service.loops(), service.blocking(), service.log(), file);
  file_->start();
  service.at_drain([this] { return file_->stop(); });
}

}  // namespace tenstone::throttler
