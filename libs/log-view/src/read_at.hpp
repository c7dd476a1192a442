#pragma once
#include <cstdint>
#include <string_view>

namespace tenstone::log_view {

// As pread(2), without EINTR; fewer bytes than `size` only at the end of the file. Blocks. Throws Failure log_io.
std::size_t read_at(int file, char* to, std::size_t size, std::uint64_t offset);

// Throws Failure log_io, with errno's text.
[[noreturn]] void fail(std::string_view doing, std::string_view name);

}  // namespace tenstone::log_view
