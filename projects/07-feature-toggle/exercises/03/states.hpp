// What both answers to exercise 03 work with.
#pragma once
#include <cstdint>

namespace exercise {

// Which state of which database: the installation is made with the tables, the version counts its changes, and `change`
// is random and new with each of them.
struct Identity {
  int installation = 0;
  std::int64_t version = 0;
  int change = 0;

  friend bool operator==(const Identity&, const Identity&) = default;
};

enum class Source : std::uint8_t { Defaults, File, Redis, PostgreSql };

// What the process decides by now. Compiled-in defaults are of no installation.
struct Mine {
  Source source = Source::Defaults;
  Identity identity = {};
};

enum class Step : std::uint8_t {
  Keep,            // what the process has
  TakeFromRedis,   // the snapshot that Redis holds
  ReadPostgreSql,  // all definitions, which is more work
};

}  // namespace exercise
