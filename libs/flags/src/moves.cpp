#include "tenstone/flags/moves.hpp"

#include <algorithm>

namespace tenstone::flags {
namespace {

// Walks the points of a split from the first to the last.
class Points {
 public:
  explicit Points(const Split& split) : split_(split) {}

  // The variant of the points from `at` on, up to end(). `at` does not fall from call to call.
  const std::string& variant(int at) {
    while (next_ < split_.ranges.size() && split_.ranges[next_].to <= at) ++next_;
    const bool in_rest = next_ == split_.ranges.size() || at < split_.ranges[next_].from;
    end_ = !in_rest ? split_.ranges[next_].to : next_ == split_.ranges.size() ? kEverybody : split_.ranges[next_].from;
    return in_rest ? split_.rest : split_.ranges[next_].variant;
  }
  int end() const { return end_; }

 private:
  const Split& split_;
  std::size_t next_ = 0;
  int end_ = 0;
};

}  // namespace

std::vector<Move> moves(const Split& before, const Split& after) {
  std::vector<Move> out;
  Points old(before), now(after);
  for (int at = 0, end = 0; at < kEverybody; at = end) {
    const std::string &had = old.variant(at), &gets = now.variant(at);
    end = std::min(old.end(), now.end());
    if (had == gets) continue;
    if (!out.empty() && out.back().to == at && out.back().from_variant == had && out.back().to_variant == gets)
      out.back().to = end;
    else
      out.push_back({had, gets, at, end});
  }
  return out;
}

}  // namespace tenstone::flags
