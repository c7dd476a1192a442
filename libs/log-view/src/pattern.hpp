#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/log_view/layout.hpp"

namespace tenstone::log_view {

// Reads the notation of layouts.cpp. A pattern that is wrong ends the program: the table is ours.
class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : pattern_(pattern) {}
  std::vector<Layout::Step> read();

 private:
  void field(std::string_view inside);
  std::string firsts(std::size_t at) const;
  std::size_t closing(std::size_t open) const;

  const std::string_view pattern_;
  std::size_t at_ = 0;
  std::vector<Layout::Step> steps_;
};

}  // namespace tenstone::log_view
