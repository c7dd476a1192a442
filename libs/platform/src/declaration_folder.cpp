#include "declaration_folder.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool looks_like_yaml(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return !is_hidden(path) && (extension == ".yaml" || extension == ".yml");
}

// One that cannot be read holds none.
bool holds_yaml(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (looks_like_yaml(entry->path())) return true;
  return false;
}

}  // namespace

Result<DeclarationFolder> look_into(const fs::path& folder) {
  DeclarationFolder out;
  std::error_code error, ignored;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const fs::path& path = entry->path();
    if (is_hidden(path)) continue;
    if (entry->is_directory(ignored)) {
      if (holds_yaml(path)) out.passed_over.push_back({path, "subfolders are not read: move its files up"});
    } else if (path.extension() == ".yaml") {
      out.files.push_back(path);
    } else if (looks_like_yaml(path)) {
      out.passed_over.push_back({path, "rename it, so that its name ends in .yaml"});
    }
  }
  if (error)
    return Error(kActionsFolderUnreadable,
                 fmt::format("The folder of actions {} cannot be read: {}. Correct actions.folder, or make the folder",
                             folder.string(), error.message()));
  std::ranges::sort(out.files);
  std::ranges::sort(out.passed_over, {}, &DeclarationFolder::PassedOver::path);
  return out;
}

}  // namespace tenstone::platform
