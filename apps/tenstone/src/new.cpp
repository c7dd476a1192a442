// new: writes a project that builds on the installed toolkit. Its files are templates/, which apps/CMakeLists.txt
// embeds.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <span>
#include <string_view>
#include <utility>

#include "tenstone/core/error.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace fs = std::filesystem;

using Files = std::span<const std::pair<std::string_view, std::string_view>>;  // path, text
Files bare_template();
Files structured_template();

inline const ErrorCode kProjectRefused{ErrorKind::Invalid, "project_refused",
                                       "A project of that name cannot be written there"};
inline const ErrorCode kProjectUnwritable{ErrorKind::Internal, "project_unwritable", "A project cannot be written"};

namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::string_view kPlaceholder = "@NAME@";
// Targets that CMake keeps for itself.
constexpr std::array<std::string_view, 7> kReserved = {"all",     "clean",      "help", "install",
                                                       "package", "preinstall", "test"};

[[noreturn]] void refuse(std::string message) { throw Failure(Error(kProjectRefused, std::move(message))); }

// The name becomes a target, a program, an image and a word in URLs.
void check_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (name.empty() || name.size() > kLongestName || !letter(name.front()) || name.back() == '-' ||
      name.contains("--") || !std::ranges::all_of(name, fits))
    refuse(
        fmt::format("'{}' is no name for a project: a letter first, then a-z, 0-9 and single -, at most {} characters",
                    name, kLongestName));
  if (std::ranges::find(kReserved, name) != kReserved.end())
    refuse(fmt::format("CMake keeps the name '{}' for itself", name));
}

void check_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(folder, ignored))) return;
  if (!fs::is_directory(folder, ignored) || !fs::is_empty(folder, ignored))
    refuse(fmt::format("{} is there already, and nothing is overwritten: choose another name, or --at FOLDER",
                       folder.string()));
}

std::string filled(std::string_view text, std::string_view name) {
  std::string all(text);
  for (auto at = all.find(kPlaceholder); at != all.npos; at = all.find(kPlaceholder, at + name.size()))
    all.replace(at, kPlaceholder.size(), name);
  return all;
}

void write(const fs::path& path, const std::string& text) {
  std::error_code ignored;  // then the file cannot be opened, and says why
  fs::create_directories(path.parent_path(), ignored);
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out)
    throw Failure(Error(kProjectUnwritable, fmt::format("{} cannot be written: {}", path.string(),
                                                        std::strerror(errno == 0 ? EIO : errno))));
}

// All of it, or nothing.
void write_all(const fs::path& folder, Files files, std::string_view name) {
  try {
    for (const auto& [path, text] : files) write(folder / path, filled(text, name));
  } catch (const Failure&) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);  // it was missing or empty
    throw;
  }
}

}  // namespace

int new_project(const std::string& name, bool bare, bool structured, const std::string& at) {
  check_name(name);
  if (bare == structured) refuse("say which style: --bare or --structured. See: tenstone new --help");
  const fs::path folder = at.empty() ? fs::path(name) : fs::path(at);
  check_folder(folder);
  const Files files = bare ? bare_template() : structured_template();
  write_all(folder, files, name);
  fmt::print("{}: {} files of a {} service, in {}. Next:\n\n", name, files.size(), bare ? "bare" : "structured",
             folder.string());
  fmt::print("  cd {}\n", folder.string());
  fmt::print("  cmake -B build -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 && cmake --build build\n");
  fmt::print("  build/{}\n\nThen http://localhost:3000/health answers. README.md says the rest.\n", name);
  return 0;
}

}  // namespace tenstone::cli
