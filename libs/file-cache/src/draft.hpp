// An entry on its way to the disk.
#pragma once
#include <string>

#include "folder.hpp"
#include "tenstone/file_cache/entry.hpp"
#include "tenstone/file_cache/writer.hpp"

namespace tenstone::file_cache {

// What is known of an entry before its body is written.
struct Draft {
  std::string ns, key;
  KeyHash hash;
  Meta meta;
  std::uint64_t body_size = 0, generation = 0;
  Time created{};
  std::optional<Time> expires;
  Condition condition;

  NewEntry entry() const {
    return {.key = key,
            .meta = meta,
            .body_size = body_size,
            .generation = generation,
            .created = created,
            .expires = expires};
  }
  Head head() const {  // as far as a purge looks at it
    Head head;
    head.key = key;
    head.tags.assign(meta.tags.begin(), meta.tags.end());
    head.generation = generation;
    return head;
  }
};

// A file in tmp/, removed unless it was published: a spare one, else a new one.
class TemporaryFile {
 public:
  explicit TemporaryFile(Folder& folder);  // file() is -1 when it cannot be made: errno says why
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  int file() const { return file_.get(); }
  const char* name() const { return name_.c_str(); }
  std::uint64_t size() const { return size_; }  // what it had before anything was written: holes
  void published() { there_ = false; }

 private:
  Folder& folder_;
  std::string name_;
  Fd file_;
  std::uint64_t size_ = 0;
  bool there_ = false;
};

}  // namespace tenstone::file_cache
