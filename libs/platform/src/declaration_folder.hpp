// Which files of a folder declare actions.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::platform {

struct DeclarationFolder {
  struct PassedOver {
    std::filesystem::path path;
    std::string fix;
  };
  std::vector<std::filesystem::path> files;  // *.yaml, by name
  // What somebody may take for a declaration: *.yml, *.YAML, a subfolder with such files. By name.
  std::vector<PassedOver> passed_over;
};

// Hidden files, back-ups of editors and other texts are normal there, and in neither list. Error:
// actions_folder_unreadable. Blocks.
Result<DeclarationFolder> look_into(const std::filesystem::path& folder);

}  // namespace tenstone::platform
