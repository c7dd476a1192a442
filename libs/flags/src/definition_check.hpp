// The rules between the members of definitions.
#pragma once
#include <memory>
#include <re2/re2.h>

#include "tenstone/flags/definition.hpp"
#include "tenstone/validation/issues.hpp"

namespace tenstone::flags {

// Without a look at segments: whether they exist is a matter of check_all().
void check_one(const Definition& definition, const validation::At& at, validation::Issues& issues);
void check_one(const Segment& segment, const validation::At& at, validation::Issues& issues);
void check_all(const Definitions& definitions, validation::Issues& issues);

// When it has none: the key.
inline void add_salt(Definition& flag) {
  if (flag.salt.empty()) flag.salt = flag.key;
}

// Within the limits, or with an error(): `pattern` is at most kMaxRegexBytes long.
std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern);

}  // namespace tenstone::flags
