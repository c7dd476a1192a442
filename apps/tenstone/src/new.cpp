// new: writes a project that builds on the installed toolkit. Its files are templates/, which apps/CMakeLists.txt
// embeds.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "embedded/bare_template.hpp"
#include "embedded/platform_template.hpp"
#include "embedded/structured_template.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/core/error.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace fs = std::filesystem;

inline const ErrorCode kProjectRefused{ErrorKind::Invalid, "project_refused",
                                       "A project of that name cannot be written there"};
inline const ErrorCode kProjectUnwritable{ErrorKind::Internal, "project_unwritable", "A project cannot be written"};

namespace {

constexpr std::size_t kLongestName = 40;

// What a template is filled with. Its lines between `@if WORD@` and `@end@`, each in a line of its own, are for
// projects that have the word, those behind `@if !WORD@` for all others. tools/new-project reads the same files by the
// same rules.
struct Style {
  std::string_view name;
  EmbeddedFiles files;
  std::vector<std::string_view> words;
  std::string_view needs = "";  // in place of /*@NEEDS@*/
  std::string_view verb = "";   // that runs it
};

Style bare_style() { return {"bare", embedded::bare_template(), {"alone", "bare"}}; }
Style structured_style() {
  return {"structured",
          embedded::structured_template(),
          {"alone", "structured", "stores", "postgres", "redis"},
          ".postgres = true, .redis = true"};
}
Style platform_style() {
  return {.name = "platform",
          .files = embedded::platform_template(),
          .words = {"alone", "platform", "stores", "postgres", "redis"},
          .verb = " up"};
}

// Targets that CMake keeps for itself.
constexpr std::array<std::string_view, 7> kReserved = {"all",     "clean",      "help", "install",
                                                       "package", "preinstall", "test"};

[[noreturn]] void refuse(std::string message) { throw Failure(Error(kProjectRefused, std::move(message))); }

Style style_of(std::string_view name) {
  if (name == "bare") return bare_style();
  if (name == "structured") return structured_style();
  if (name == "platform") return platform_style();
  refuse("say which style: --bare, --structured or --platform. See: tenstone new --help");
}

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

bool has(const Style& style, std::string_view word) {
  const bool without = word.starts_with('!');
  return without != (std::ranges::find(style.words, word.substr(without ? 1 : 0)) != style.words.end());
}

std::string chosen_lines(std::string_view text, const Style& style) {
  constexpr std::string_view kIf = "@if ", kEnd = "@end@";
  std::string all;
  bool kept = true;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    if (const auto at = line.find(kIf); at != line.npos) {
      const std::string_view rest = line.substr(at + kIf.size());
      kept = has(style, rest.substr(0, rest.find('@')));
    } else if (line.contains(kEnd)) {
      kept = true;
    } else if (kept) {
      all += line;
    }
  }
  return all;
}

void replace_all(std::string& text, std::string_view placeholder, std::string_view by) {
  for (auto at = text.find(placeholder); at != text.npos; at = text.find(placeholder, at + by.size()))
    text.replace(at, placeholder.size(), by);
}

std::string filled(std::string_view text, std::string_view name, const Style& style) {
  std::string all = chosen_lines(text, style);
  replace_all(all, "@NAME@", name);
  replace_all(all, "/*@NEEDS@*/", style.needs);
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

// All of it, or nothing. A file of which no line is left is not written. Returns how many were.
std::size_t write_all(const fs::path& folder, const Style& style, std::string_view name) {
  std::size_t count = 0;
  try {
    for (const auto& [path, text] : style.files) {
      const std::string all = filled(text, name, style);
      if (all.empty()) continue;
      write(folder / path, all);
      ++count;
    }
  } catch (const Failure&) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);  // it was missing or empty
    throw;
  }
  return count;
}

}  // namespace

int new_project(const std::string& name, const std::string& style_name, const std::string& at) {
  check_name(name);
  const Style style = style_of(style_name);
  const fs::path folder = at.empty() ? fs::path(name) : fs::path(at);
  check_folder(folder);
  const std::size_t count = write_all(folder, style, name);
  console::print("{}: {} files of a {} service, in {}. Next:\n\n", name, count, style.name, folder.string());
  console::print("  cd {}\n", folder.string());
  console::print("  cmake -B build -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 && cmake --build build\n");
  console::print("  build/{}{}\n\nThen http://localhost:3000/health answers. README.md says the rest.\n", name,
                 style.verb);
  return 0;
}

}  // namespace tenstone::cli
