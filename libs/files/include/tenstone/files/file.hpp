#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"

namespace tenstone::files {

inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{64} << 20;
inline constexpr std::uint64_t kChunkBytes = 256 * 1024;

inline const ErrorCode kFileNotFound{ErrorKind::NotFound, "file_not_found", "There is no such file, or not any more"};
inline const ErrorCode kFileTooLarge{ErrorKind::TooLarge, "file_too_large", "The file is larger than 64 MiB"};
inline const ErrorCode kInvalidFileName{
    ErrorKind::Invalid, "invalid_file_name",
    "A file's name has 1 to 255 bytes of UTF-8 without slashes and control characters, and is not \".\" or \"..\""};
inline const ErrorCode kInvalidFileType{
    ErrorKind::Invalid, "invalid_file_type",
    "A file's type is a media type such as \"text/csv; charset=utf-8\", of at most 200 bytes"};
inline const ErrorCode kFileDamaged{ErrorKind::Internal, "file_damaged", "The stored bytes are not those of the file"};

// The attempt of a job that made a file.
struct Origin {
  Uuid job;
  std::int64_t worker = 0;
  std::int16_t attempt = 0;
};

struct NewFile {
  std::string name, content_type, bytes;
};

// A published file that has not expired.
struct File {
  Uuid org_id, id, job;
  std::string name, content_type;
  std::uint64_t size = 0;
  std::string sha256;  // 32 raw bytes
  Time created_at{}, expires_at{};

  std::string etag() const;  // strong: the SHA-256 in hex, in quotes
};

// The value of Content-Disposition for a download under this name (RFC 6266): `filename` in ASCII for old clients, and
// `filename*` with the whole name (RFC 8187).
std::string content_disposition(std::string_view name);

// Errors: file_too_large, invalid_file_name, invalid_file_type.
Result<void> check(const NewFile& file);

}  // namespace tenstone::files
