// The SQL that pg_dump writes.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// Newer versions of pg_dump begin with "\restrict TOKEN" and end with "\unrestrict TOKEN", where the token is random:
// between them psql executes no command of its own. In a version the token is a constant, so that two dumps of one
// schema are equal; DumpLoader puts a random one in its place again.
class DumpKeeper {
 public:
  explicit DumpKeeper(std::function<Result<void>(std::string_view)> keep) : keep_(std::move(keep)) {}
  Result<void> write(std::string_view bytes);
  // Error: backup_dump_incomplete (the last line of a dump is missing).
  Result<void> finish();

 private:
  Result<void> line(std::string_view line);

  std::function<Result<void>(std::string_view)> keep_;
  std::string begun_;      // of a line
  std::string token_;      // "": no line \restrict
  bool preamble_ = true;   // only comments so far
  bool complete_ = false;  // the last line came
};

// Undoes what DumpKeeper did. `token` is random.
class DumpLoader {
 public:
  DumpLoader(std::function<Result<std::string_view>()> read, std::string token)
      : read_(std::move(read)), token_(std::move(token)) {}
  Result<std::string_view> next();  // "": the end

 private:
  std::function<Result<std::string_view>()> read_;
  std::string token_;
  std::string held_, ready_;
  bool at_start_ = true, ended_ = false, restricted_ = false;
};

}  // namespace tenstone::backup
