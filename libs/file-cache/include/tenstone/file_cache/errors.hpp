#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::file_cache {

inline const ErrorCode kInvalidCacheKey{ErrorKind::Invalid, "invalid_cache_key",
                                        "A key of the cache has 1 to 1024 bytes of UTF-8 without control characters"};
inline const ErrorCode kInvalidCacheNamespace{
    ErrorKind::Invalid, "invalid_cache_namespace",
    "A namespace of the cache is 1 to 63 of a-z, 0-9, \"_\", \".\" and \"-\", and begins with a letter or a digit"};
inline const ErrorCode kInvalidCacheTag{
    ErrorKind::Invalid, "invalid_cache_tag",
    "An entry has at most 32 tags of 1 to 128 bytes of UTF-8 without control characters and commas"};
inline const ErrorCode kInvalidCacheContentType{ErrorKind::Invalid, "invalid_cache_content_type",
                                                "A content type has at most 200 bytes without control characters"};
inline const ErrorCode kInvalidCacheTtl{ErrorKind::Invalid, "invalid_cache_ttl",
                                        "An entry lives for at least 1 second and at most 10 years"};
inline const ErrorCode kInvalidCacheCursor{ErrorKind::Invalid, "invalid_cache_cursor",
                                           "The cursor is not one that a list of this cache ended with"};
inline const ErrorCode kInvalidPurge{ErrorKind::Invalid, "invalid_purge",
                                     "A purge names tags, a prefix of keys, or all of a namespace"};
inline const ErrorCode kCacheEntryTooLarge{ErrorKind::TooLarge, "cache_entry_too_large",
                                           "The entry is larger than this cache stores"};
inline const ErrorCode kInsufficientStorage{ErrorKind::NoSpace, "insufficient_storage",
                                            "There is no space for this entry; what is stored can be read"};
inline const ErrorCode kCacheEntryIncomplete{ErrorKind::Unreadable, "cache_entry_incomplete",
                                             "The entry has fewer or more bytes than announced; nothing was stored"};
inline const ErrorCode kCacheEntryCorrupt{ErrorKind::Internal, "cache_entry_corrupt",
                                          "The stored entry is damaged, and is not served any more"};
inline const ErrorCode kCachePreconditionFailed{ErrorKind::PreconditionFailed, "cache_precondition_failed",
                                                "The entry that stands there is not the one that was expected"};
// Thrown: they end the start, or a request.
inline const ErrorCode kCacheInUse{ErrorKind::Unavailable, "cache_in_use",
                                   "Another process works on the cache's folder"};
inline const ErrorCode kCacheFolderForeign{ErrorKind::Unavailable, "cache_folder_foreign",
                                           "The cache's folder holds files that are not the cache's"};
inline const ErrorCode kCacheFolderUnusable{ErrorKind::Unavailable, "cache_folder_unusable",
                                            "The cache's folder cannot be used"};
inline const ErrorCode kCacheIo{ErrorKind::Unavailable, "cache_io", "The cache's folder cannot be read or written"};

}  // namespace tenstone::file_cache
