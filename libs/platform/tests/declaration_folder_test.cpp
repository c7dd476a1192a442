#include "declaration_folder.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DeclarationFolder, TellsDeclarationsFromWhatLooksLikeOne) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "declaration_folder";
  std::filesystem::remove_all(folder);
  for (const char* sub : {"..data", "disabled", "notes", "z.yaml"}) std::filesystem::create_directories(folder / sub);
  for (const char* file : {"b.yaml", "a.yaml", "c.yml", "D.YAML", "disabled/e.yaml", "..data/f.yaml", "notes/todo.txt",
                           "README.md", ".g.yaml.swp", ".h.yaml", "i.yaml~", "#j.yaml#", "k.yaml.bak"})
    std::ofstream(folder / file) << "x";
  const auto found = look_into(folder);
  ASSERT_TRUE(found);
  EXPECT_THAT(found->files, ElementsAre(folder / "a.yaml", folder / "b.yaml"));
  std::vector<std::string> passed_over;
  for (const auto& [path, fix] : found->passed_over) passed_over.push_back(path.filename().string() + ": " + fix);
  EXPECT_THAT(passed_over, ElementsAre("D.YAML: rename it, so that its name ends in .yaml",
                                       "c.yml: rename it, so that its name ends in .yaml",
                                       "disabled: subfolders are not read: move its files up"));
  std::filesystem::remove_all(folder);

  const auto none = look_into(folder);
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().is(kActionsFolderUnreadable));
  EXPECT_THAT(none.error().message, HasSubstr("declaration_folder cannot be read: No such file or directory"));
}

}  // namespace
}  // namespace tenstone::platform
