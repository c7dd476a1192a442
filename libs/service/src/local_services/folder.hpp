// The data folder: `tenstone-data` (the marker), `lock`, `services.log`, `run` -> the folder of the sockets,
// `postgres/`, `redis/`, and what the programs keep there: layout.cpp has the list.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "tenstone/core/error.hpp"
#include "tenstone/core/fd.hpp"

namespace tenstone::service::local_services {

struct Folder {
  std::filesystem::path path;  // for texts; work goes through `dir`, which survives a rename of the folder
  Fd dir, lock;
  uid_t owner = 0;
};

// Says that a folder may be deleted by `tenstone reset`.
inline constexpr const char* kMarker = "tenstone-data";

// Opens the folder and its lock file, made when missing; a folder that is new or empty gets the marker. Made by root,
// all belong to the owner of the folder around.
Folder open_folder(const std::filesystem::path& path);

// Opens a file of the folder, made when missing, owned by the folder's owner even when root opens it.
Fd open_own_file(const Folder& folder, const char* name, int flags);

// The end of a file, at most `bytes`; "" when it cannot be read.
std::string tail(int dir, const char* name, std::size_t bytes = 1500);

std::uint64_t free_bytes(int dir);

// "the data folder /x/.tenstone WHAT", with what the system said to it when `error` is not 0.
Failure failure(const ErrorCode& code, const std::filesystem::path& folder, std::string_view what, int error = 0);

}  // namespace tenstone::service::local_services
