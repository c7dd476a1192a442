#pragma once
#include <string>
#include <string_view>

namespace tenstone::backup_tool {

inline constexpr auto kSampleDatabase = "shop";

// Makes the database `shop` on the server of `url` and fills it by `sql`, unless the server has one already. Blocks.
// Throws Failure.
void make_sample(const std::string& url, std::string_view sql);

}  // namespace tenstone::backup_tool
