#include "tenstone/redis/script.hpp"

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::redis {

Script::Script(std::string text) : text_(std::move(text)), name_(to_hex(sha1(text_))) {}

}  // namespace tenstone::redis
