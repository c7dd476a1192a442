// One static page: HTML that needs nothing but itself and its own server.
#pragma once
#include <string_view>

#include "tenstone/http/app.hpp"

namespace tenstone::http {

// app.get("/", http::page(embedded::files().at("index.html"))): answers with `html`, which must outlive the App.
//
// Browsers ask each time whether the page has changed (Cache-Control: no-cache with an ETag of its content; 304), so
// that a new version is seen at once; parts of it by Range. Content-Security-Policy: scripts are those that the page
// holds, by their hashes, and files of the same server; styles may stand in the page; nothing is loaded from or sent to
// elsewhere, and no other site may frame it. So attributes such as onclick do not run: use addEventListener.
Handler page(std::string_view html);

}  // namespace tenstone::http
