// What is limited, and the page that shows how.
#pragma once
#include "tenstone/http/app.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::throttler {

// GET /ping: what the limit protects.
void add_ping(http::App& app);
// GET / is the page. GET /try lists the policies that are there to be tried, and GET /try/{algorithm} is behind each.
void add_page(http::App& app, const rate_limit::PublishedRules& rules);

}  // namespace tenstone::throttler
