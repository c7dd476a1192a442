// The limits: a file's, which may change while it runs, or those that the program was built with.
#pragma once
#include <memory>
#include <string>

#include "tenstone/rate_limit/policy_file.hpp"
#include "tenstone/rate_limit/rules.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::throttler {

class Policies {
 public:
  // `file` empty: those it was built with, policies/default.json. Behind Service::open(). Throws Failure.
  Policies(service::Service& service, const std::string& file);
  const rate_limit::PublishedRules& rules() const { return file_ ? file_->rules() : *built_in_; }

 private:
  std::unique_ptr<rate_limit::PublishedRules> built_in_;
  std::unique_ptr<rate_limit::PolicyFile> file_;
};

}  // namespace tenstone::throttler
