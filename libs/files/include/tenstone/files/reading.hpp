#pragma once
#include <memory>

#include "tenstone/files/bytes.hpp"
#include "tenstone/files/store.hpp"

namespace tenstone::files {

// `length` bytes of the file from `offset` on, read from the store chunk by chunk while they are sent: 256 KiB are in
// memory at a time. With `copy`, of a whole file, each chunk goes there, too, and the copy is committed before the last
// chunk is sent. A whole file whose bytes have another SHA-256 than `file` cuts the answer, and is not copied.
// `store` must outlive it.
std::unique_ptr<http::Content> stored_content(Store& store, File file, std::uint64_t offset, std::uint64_t length,
                                              std::unique_ptr<Copy> copy = nullptr);

// The same from a copy. What the copy does not give, since it is damaged or ends early, comes from the store, so that
// no answer is cut by a copy.
std::unique_ptr<http::Content> copied_content(std::unique_ptr<http::Content> copy, Store& store, File file,
                                              std::uint64_t offset, std::uint64_t length);

}  // namespace tenstone::files
