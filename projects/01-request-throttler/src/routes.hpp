// What is limited, and the page that shows how.
#pragma once
#include "tenstone/core/secret.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::throttler {

// GET /ping: what the limit protects.
void add_ping(http::App& app);
// GET / is the page. GET /try lists the policies that are there to be tried, and GET /try/{algorithm} is behind each.
void add_page(http::App& app, const rate_limit::PublishedRules& rules);
// What an operator and other services ask (rate_limit/endpoints.hpp), for those who show `token`. Without a token
// there are no such routes.
void add_operator(http::App& app, rate_limit::Limiter& limiter, const rate_limit::PublishedRules& rules,
                  const Secret<std::string>& token);

}  // namespace tenstone::throttler
