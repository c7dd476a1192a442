// What the verbs of webhooks share.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "process.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks/signature.hpp"

namespace tenstone::cli {

inline constexpr std::size_t kMostSecretBytes = 1024;

// Runs `work` on behalf of the organisation that this person's sessions begin in. Returns 0.
int with_person(std::string verb, const Settings& settings, const std::string& email,
                std::function<Task<>(Process& process, webhooks::Caller by)> work);

// Throws Failure scheme_unknown.
webhooks::Scheme scheme_of(const std::string& name);

// Without blanks and line ends around it.
std::string_view trimmed(std::string_view text);

}  // namespace tenstone::cli
