// What the programs of the rows of rates share.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace bench {

inline void require(bool holds, std::string_view what) {
  if (holds) return;
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

inline std::string file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  require(in.good(), path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::string replaced(std::string text, std::string_view part, std::string_view by) {
  require(text.contains(part), part);
  return text.replace(text.find(part), part.size(), by);
}

// Calls `work` so many times a round: how often a second in the best round.
template <class Work>
class Best {
 public:
  Best(std::size_t times, Work work) : times_(times), work_(work) {}
  void take() {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < times_; ++i) work_();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    rate_ = std::max(rate_, static_cast<double>(times_) / taken.count());
  }
  double rate() const { return rate_; }

 private:
  const std::size_t times_;
  Work work_;
  double rate_ = 0;
};

template <class Take>
void until(double seconds, Take take) {
  const auto began = std::chrono::steady_clock::now();
  do take();
  while (std::chrono::steady_clock::now() - began < std::chrono::duration<double>(seconds));
}

}  // namespace bench
