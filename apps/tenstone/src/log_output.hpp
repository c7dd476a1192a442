#pragma once
#include <string>
#include <string_view>

#include "tenstone/log_view/answers.hpp"

namespace tenstone::cli {

// An entry on lines of its own, with their ends: as JSON, or as it is in its file, each line behind `prefix`. No
// terminal obeys it.
std::string shown(const log_view::EntryAnswer& entry, bool json, std::string_view prefix = "");

// Lines with a bar for each bucket.
std::string bars(const log_view::HistogramAnswer& histogram);

}  // namespace tenstone::cli
