// New shares for one split of a flag. Pure.
#pragma once
#include "tenstone/flags/store.hpp"

namespace tenstone::flags {

// What a rule or the default gives, as a split: one variant for everybody is a split of it as `rest`.
inline Split as_split(const Serve& serve) { return serve.split ? *serve.split : Split{.rest = serve.variant}; }

// The rule's serve, or the default's. nullptr: the flag has no such one.
const Serve* serve_at(const Definition& flag, std::optional<std::size_t> rule);

// The flag with these shares. Errors: rule_not_found (also a default that there is not), variant_not_found,
// weights_invalid.
Result<Definition> with_shares(Definition flag, const Shares& shares);

}  // namespace tenstone::flags
