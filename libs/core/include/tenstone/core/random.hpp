#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace tenstone {

// Fills from the kernel's generator, getrandom(2). Good for keys and tokens. Throws std::system_error if there is none.
void random_bytes(std::span<std::byte> out);
std::string random_string(std::size_t bytes);  // raw bytes, not text

}  // namespace tenstone
