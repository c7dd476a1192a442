// The files of a folder, as they are.
#pragma once
#include <filesystem>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/http/app.hpp"

namespace tenstone::runtime {
class BlockingPool;
}

namespace tenstone::http {

// http::add_static_folder(app, "/site", "/srv/site", service.blocking(), service.clock()): answers GET and HEAD for all
// below "/site".
//
// Each name of the path is opened below the folder before it, and no symbolic link is followed, so there is no way out
// of `root`. Names that begin with a dot are not served. A folder is answered by its index.html, behind a redirect to
// the path with a slash. Else: no_route, as for a path that has no route.
//
// The Content-Type is by the name's ending; browsers are told not to guess, and to ask each time (Cache-Control:
// no-cache with ETag and Last-Modified; 304, and parts by Range). The ETag is of inode, size and time of change: put a
// new version in place by rename, so that it is another file. Disk is read by `pool`, which outlives the App as `clock`
// does. Throws Failure(no_such_folder) when `root` cannot be opened.
void add_static_folder(App& app, std::string_view at, const std::filesystem::path& root, runtime::BlockingPool& pool,
                       const Clock& clock);

// "text/html; charset=utf-8" for "index.html"; application/octet-stream for what is not known.
std::string content_type_of(std::string_view name);

}  // namespace tenstone::http
