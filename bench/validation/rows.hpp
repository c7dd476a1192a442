// One function a row: text -> a fresh, valid struct.
#pragma once
#include <string_view>

bool read_by_cursor(std::string_view text);    // libs/validation
bool read_by_template(std::string_view text);  // the same schema templated straight on simdjson
bool read_by_sketch(std::string_view text);    // the design's sketch; only with TENSTONE_SKETCH_WEB
