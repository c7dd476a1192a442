// System calls as the cache uses them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/stat.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/file_cache/hit.hpp"

namespace tenstone::file_cache {

enum class Wait : std::uint8_t { Yes, No };  // whether a call may wait for the disk

// Opens `path` below `folder`; no part of it may be a symbolic link, and the caller's path holds no "..". Wait::No:
// errno is EAGAIN where it would wait.
Fd open_below(int folder, const char* path, int flags, Wait wait = Wait::Yes);

// As pread(2), without EINTR and without short reads before the end of the file (unless Wait::No, where errno is EAGAIN
// when nothing is at hand). -1: errno says why.
std::int64_t read_at(int file, char* to, std::size_t size, std::uint64_t offset, Wait wait = Wait::Yes);
// True: all of it. False: errno says why not.
bool write_at(int file, std::string_view bytes, std::uint64_t offset);
bool write_two(int file, std::string_view first, std::string_view second);  // at the file's position, by writev(2)

FileStamp stamp_of(const struct stat& status);
bool out_of_space(int error);  // ENOSPC, EDQUOT

// Throws Failure cache_io, with errno's text.
[[noreturn]] void fail(std::string_view doing, std::string_view path);

}  // namespace tenstone::file_cache
