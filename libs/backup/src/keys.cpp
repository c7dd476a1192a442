#include "keys.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include "files.hpp"
#include "numbers.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {
namespace {

constexpr std::size_t kKeyBytes = 32;

std::string derived(const Key& key, std::string_view use) {
  return HmacSha256(key.reveal())({"tenstone backup 1: ", use});
}

GearTable gear_from(std::string_view key) {
  const HmacSha256 hash(key);
  GearTable table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const char one = static_cast<char>(byte);
    table[byte] = load<std::uint64_t>(hash({std::string_view(&one, 1)}).data());
  }
  return table;
}

}  // namespace

Result<Key> make_key_file(const std::filesystem::path& path) {
  std::string key = random_string(kKeyBytes);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return kBackupKeyExists;
  auto written = write_synced(path, to_hex(key) + "\n");
  if (written) written = sync_folder(path.has_parent_path() ? path.parent_path() : ".");
  if (!written) return written.error();
  return Key(std::move(key));
}

Result<Key> read_key_file(const std::filesystem::path& path) {
  const auto invalid = [&](std::string_view reason) {
    return Error(kBackupKeyInvalid, fmt::format("The key file {} {}", path.string(), reason));
  };
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!file || fstat(file.get(), &status) != 0) return invalid("cannot be opened");
  if ((status.st_mode & 077) != 0) return invalid("may be read by others: run chmod 600 on it");
  auto text = read_at(file.get(), 0, 2 * kKeyBytes + 2, path);
  if (!text) return invalid("cannot be read");
  if (text->ends_with('\n')) text->pop_back();
  auto key = from_hex(*text);
  if (!key || key->size() != kKeyBytes) return invalid("is not one line of 64 hexadecimal digits");
  return Key(*std::move(key));
}

Keys::Keys(const Key& key)
    : ids_(derived(key, "chunk ids")),
      packs_(derived(key, "packs")),
      signatures_(derived(key, "signatures")),
      documents_(Key(derived(key, "documents"))),
      gear_(gear_from(derived(key, "gear"))) {}

}  // namespace tenstone::backup
