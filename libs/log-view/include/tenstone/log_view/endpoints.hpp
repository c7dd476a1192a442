// Logs over HTTP, in the bare style.
#pragma once
#include "tenstone/http/app.hpp"
#include "tenstone/log_view/download.hpp"
#include "tenstone/log_view/logs.hpp"
#include "tenstone/log_view/tails.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/web/access_tokens.hpp"

namespace tenstone::log_view {

// What answers each route, without a check who may read.
struct LogHandlers {
  http::Handler list, about, entries, context, histogram, tail, download;
};
// All three outlive the App.
LogHandlers log_handlers(const Logs& logs, Tails& tails, runtime::BlockingPool& pool);

// Adds these routes. Each needs a token: one that may read, for the download one that may download.
//
//   GET /logs            all files that may be read
//   GET /logs/about      one log: its format, zone, times and files. log
//   GET /logs/entries    a page of entries, with the header Link to the next: log, q, order (newest, oldest), limit (1
//                        to 1,000), cursor. A rare match does not hold it up: what was found within the budget, and
//                        where to go on
//   GET /logs/context    the entries around one: log, at, before, after
//   GET /logs/histogram  how many entries over time: log, q, buckets, from, to, cursor
//   GET /logs/tail       what is written from now on, as server-sent events (tails.hpp): log, q, after, or the header
//                        Last-Event-ID. 429 too_many_tails
//   GET /logs/download   the lines as text/plain, oldest first: log, q
//
// A log has the name ROOT:PATH. Whatever is wrong with it, the answer is the same: 404 log_not_found. A cursor or an id
// whose place is gone: 410 log_gone, whose member "oldest" names the oldest file that is left. Secrets are replaced in
// all answers.
void add_log_routes(http::App& app, const LogHandlers& handlers, const web::AccessTokens& tokens);

}  // namespace tenstone::log_view
