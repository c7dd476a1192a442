// The area "cache" of a program's configuration.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "tenstone/config/units.hpp"
#include "tenstone/file_cache/cache.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::file_cache {

constexpr auto schema(validation::For<Sync>) {
  return validation::enumeration<Sync>({{"none", Sync::None}, {"data", Sync::Data}, {"full", Sync::Full}});
}

struct Settings {
  std::string folder = {};
  std::optional<config::ByteSize> max_size = {};
  std::uint64_t max_entries = Options().max_entries;
  config::ByteSize max_entry_size{Options().max_entry_bytes};
  config::ByteSize min_free{Options().min_free_bytes};
  std::chrono::milliseconds ttl = std::chrono::hours(1);
  Sync sync = Sync::None;
  std::chrono::milliseconds sweep = Options().sweep_every;
};
constexpr auto schema(validation::For<Settings>) {
  using namespace std::chrono_literals;
  using validation::field;
  return validation::object<Settings>(
      field("folder", &Settings::folder)
          .or_default()
          .about("the folder of the entries, for one process alone; empty: one in the data folder"),
      field("max_size", &Settings::max_size)
          .about("how much the entries may take on the disk; unset: 1GiB (project 04 in development: 32MiB)"),
      field("max_entries", &Settings::max_entries)
          .or_default()
          .range(1, 100'000'000)
          .about("how many entries there may be; each takes about 60 bytes of memory"),
      field("max_entry_size", &Settings::max_entry_size).or_default().about("how large one entry may be"),
      field("min_free", &Settings::min_free)
          .or_default()
          .about("how much of the disk the cache leaves free; nothing is stored below that"),
      field("ttl", &Settings::ttl)
          .or_default()
          .range(1s, kMaxTtl)
          .about("how long an entry lives that says nothing about that"),
      field("sync", &Settings::sync)
          .or_default()
          .about("what is on the disk before an entry can be seen: none (after a loss of power some entries may be "
                 "missing), data (its bytes) or full (its name, too)"),
      field("sweep", &Settings::sweep)
          .or_default()
          .range(100ms, 24h)
          .about("how often what has expired or was invalidated is removed from the disk"));
}

// `default_folder` stands for an empty folder, `default_size` for a size that is not set.
inline Options options_of(const Settings& settings, const std::filesystem::path& default_folder,
                          config::ByteSize default_size = {Options().max_bytes}) {
  return {.folder = settings.folder.empty() ? default_folder : std::filesystem::path(settings.folder),
          .max_bytes = settings.max_size.value_or(default_size).bytes,
          .max_entries = settings.max_entries,
          .max_entry_bytes = settings.max_entry_size.bytes,
          .min_free_bytes = settings.min_free.bytes,
          .sync = settings.sync,
          .sweep_every = settings.sweep};
}

}  // namespace tenstone::file_cache
