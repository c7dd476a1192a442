// What the writer and its judge agree on: the bytes of a body follow from its key and its version.
#pragma once
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fmt/core.h>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/file_cache/cache.hpp"

namespace tenstone::kill_and_flip {

inline constexpr const char* kNamespace = "torture";
inline constexpr int kKeys = 40;

inline std::uint64_t mixed(std::uint64_t seed) {
  seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9U;
  seed = (seed ^ seed >> 27) * 0x94d049bb133111ebU;
  return seed ^ seed >> 31;
}

inline std::string name_of(int key) { return "key/" + std::to_string(key); }

// "<key> <version>\n", then bytes that both decide; most are small, some have several blocks.
inline std::string body_of(int key, std::uint64_t version) {
  std::string body = fmt::format("{} {}\n", name_of(key), version);
  std::uint64_t state = mixed(version * 1000 + static_cast<std::uint64_t>(key));
  const std::size_t size = body.size() + (state % 8 == 0 ? 250'000 + state % 400'000 : state % 9000);
  while (body.size() < size) {
    state = mixed(state + 1);
    body.append(reinterpret_cast<const char*>(&state), sizeof state);
  }
  return body;
}

// The version of a body that some put of this key made. nullopt: nobody made these bytes.
inline std::optional<std::uint64_t> version_of(int key, std::string_view body) {
  const std::string start = name_of(key) + " ";
  std::uint64_t version = 0;
  if (!body.starts_with(start)) return std::nullopt;
  const auto [end, error] = std::from_chars(body.data() + start.size(), body.data() + body.size(), version);
  if (error != std::errc() || body_of(key, version) != body) return std::nullopt;
  return version;
}

inline file_cache::Options options_of(const std::filesystem::path& folder) {
  return {.folder = folder, .max_bytes = 6 << 20, .min_free_bytes = 0};
}

// Puts, removes, purges and sweeps until it is killed. Versions begin at `first_version`. To `pipe` goes a line
// "<version>" for each acknowledged purge of everything: entries of lesser versions are dead from then on.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, std::uint64_t first_version, int pipe);

}  // namespace tenstone::kill_and_flip
