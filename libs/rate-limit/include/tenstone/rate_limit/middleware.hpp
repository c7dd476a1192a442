// Limits around an App, or around a route as an interceptor: the client's address → who is denied or exempt → the
// policies that are about the request → one take() for each subject → headers on every answer but redirections → for
// who is denied a problem, and the handler does not run. What is thrown inside of it is answered here
// (http::answered()), so that these answers have headers, too.
#pragma once
#include "tenstone/http/app.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::rate_limit {

// The first steps alone: the client's address, and address_denied for those of denied networks. Put it before what
// looks up credentials, so that denied networks cost no look-up. `rules` must outlive the App.
http::NamedMiddleware deny_networks(const PublishedRules& rules);

// By a document that may be replaced while it runs. Put it behind what finds out who asks, if `who` needs that; without
// `who` everybody is a guest. What is given must outlive the App.
http::NamedMiddleware middleware(Limiter& limiter, const PublishedRules& rules, WhoIs who = {});

// By one policy: middleware(limiter, {.name = "default", .limit = 10, .window = 1min}). Counts the client's address
// unless it says otherwise. Throws Failure(limit_policies_invalid).
http::NamedMiddleware middleware(Limiter& limiter, Rule rule, WhoIs who = {});

}  // namespace tenstone::rate_limit
