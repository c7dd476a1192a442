#pragma once
#include <string>
#include <string_view>

#include "tenstone/core/fd.hpp"

namespace tenstone::log_view {

// Opens `path` below `folder`. Refused with errno: a part that is a symbolic link, and a path that is empty, begins or
// ends with '/', or has a part that is empty, "." or "..". "." alone is the folder.
Fd open_below(int folder, const std::string& path, int flags);

// The same part by part, for kernels before 5.6 and for sandboxes that know no openat2(2).
Fd walk_below(int folder, std::string_view path, int flags);

// True: no part is empty, "." or "..", and there is no control character (which no name shown to people may have).
bool is_plain_path(std::string_view path);

}  // namespace tenstone::log_view
