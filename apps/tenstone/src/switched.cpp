#include "switched.hpp"

#include <fmt/core.h>

namespace tenstone::cli {
namespace {

flags::Definition new_switch(const std::string& key) {
  flags::Definition flag;
  flag.key = flag.salt = key;
  flag.variants = {{"on", true}, {"off", false}};
  flag.off = "off";
  flag.otherwise = flags::Serve{.variant = "on", .split = {}};
  return flag;
}

// The variant with this value; "": there is none.
std::string variant_of(const flags::Definition& flag, bool value) {
  for (const auto& [name, is] : flag.variants)
    if (is == flags::Value(value)) return name;
  return {};
}

}  // namespace

Result<flags::Definition> switched(const std::string& key, std::optional<flags::Definition> flag,
                                   const std::string& word) {
  flags::Definition out = flag ? std::move(*flag) : new_switch(key);
  if (word == "on" || word == "off") {
    out.enabled = word == "on";
    return out;
  }
  const auto share = flags::parse_share(word);
  if (!share) return Error(kFlagValueInvalid, fmt::format("{} is not on, off or a share such as 20%", word));
  const std::string on = variant_of(out, true), off = variant_of(out, false);
  if (on.empty() || off.empty())
    return Error(kFlagValueInvalid,
                 fmt::format("{} has no variants for on and off: give its definition by --file", key));
  flags::Split split{.by = "targetingKey", .salt = "", .ranges = {}, .rest = off};
  if (out.otherwise && out.otherwise->split) {
    split = *out.otherwise->split;
  } else if (out.otherwise && out.otherwise->variant == on) {
    split.ranges = {{on, 0, flags::kEverybody}};
  }
  if (split.rest != off)
    return Error(kFlagValueInvalid, fmt::format("the default of {} is not a share of {}: give it by --file", key, on));
  auto shared = with_shares(std::move(split), {{on, *share}});
  if (!shared) return shared.error();
  out.enabled = true;
  out.otherwise = flags::Serve{.variant = "", .split = std::move(*shared)};
  return out;
}

}  // namespace tenstone::cli
