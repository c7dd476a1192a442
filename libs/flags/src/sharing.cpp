#include "sharing.hpp"

#include <fmt/core.h>

namespace tenstone::flags {

const Serve* serve_at(const Definition& flag, std::optional<std::size_t> rule) {
  if (!rule) return flag.otherwise ? &*flag.otherwise : nullptr;
  return *rule < flag.rules.size() ? &flag.rules[*rule].serve : nullptr;
}

Result<Definition> with_shares(Definition flag, const Shares& shares) {
  const Serve* serve = serve_at(flag, shares.rule);
  if (!serve) return shares.rule ? Error(kRuleNotFound) : Error(kRuleNotFound, "The flag has no default");
  for (const auto& [variant, share] : shares.shares)
    if (!flag.variants.contains(variant))
      return Error(kVariantNotFound, fmt::format("The flag has no variant {}", variant));
  auto split = with_shares(as_split(*serve), shares.shares);
  if (!split) return split.error();
  if (!serve->split && split->ranges.empty()) return flag;  // it serves one variant, now as before
  Serve made{.split = std::move(*split)};
  if (shares.rule)
    flag.rules[*shares.rule].serve = std::move(made);
  else
    flag.otherwise = std::move(made);
  return flag;
}

}  // namespace tenstone::flags
