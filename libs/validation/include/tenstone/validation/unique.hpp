// The rule that no two items of a list are equal.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/validation/rules.hpp"

namespace tenstone::validation {

// The places of two equal items, the second one as early as there is. Sorts indices: n log n, and for a short list
// compares each with each.
template <std::totally_ordered K>
std::optional<std::pair<std::size_t, std::size_t>> find_equal(std::span<const K> items) {
  constexpr std::size_t kShort = 16;
  std::optional<std::pair<std::size_t, std::size_t>> found;
  if (items.size() <= kShort) {
    for (std::size_t second = 1; second < items.size(); ++second)
      for (std::size_t first = 0; first < second; ++first)
        if (items[first] == items[second]) return std::pair(first, second);
    return found;
  }
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return items[a] < items[b] || (!(items[b] < items[a]) && a < b);  // equal ones in their order
  });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (items[order[i - 1]] == items[order[i]] && (!found || order[i] < found->second))
      found = {order[i - 1], order[i]};
  return found;
}
void add_unique_issue(const At& at, std::pair<std::size_t, std::size_t> equal, Issues& issues);

template <class E>
inline constexpr bool kPointer = false;  // == would compare addresses
template <class E>
inline constexpr bool kPointer<std::unique_ptr<E>> = true;

// Items that have an order are compared by it, others by what is written of them. Issue: unique_items.
template <class E>
struct Unique {
  void (*compare)(std::span<const E>, const At&, Issues&) = nullptr;
  template <class Self>
    requires(std::equality_comparable<E> && !kPointer<E>)
  constexpr Self unique(this Self self) {
    self.compare = [](std::span<const E> items, const At& at, Issues& issues) {
      if (const auto equal = Unique::find(items)) add_unique_issue(at, *equal, issues);
    };
    return self;
  }

 private:
  static std::optional<std::pair<std::size_t, std::size_t>> find(std::span<const E> items) {
    if constexpr (std::totally_ordered<E>) {
      return find_equal(items);
    } else {
      std::vector<std::string> written(items.size());
      for (std::size_t i = 0; i < items.size(); ++i) Codec<E>::write(written[i], items[i]);
      return find_equal(std::span<const std::string>(written));
    }
  }
};

}  // namespace tenstone::validation
