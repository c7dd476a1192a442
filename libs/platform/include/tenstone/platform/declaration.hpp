// An action as its file declares it. The pure part: text in, declaration or a list of what is wrong out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::platform {

// name: write-note                 # the last part of its URL: a-z, 0-9 and hyphens
// summary: Keeps a note in a file
// job:  { queue: default }
// run:  { builtin: write-file }    # or `native`: a handler that C++ code registered under the action's name
struct Declaration {
  std::string name;
  std::string summary;
  std::string queue = "default";
  std::string builtin;  // empty: native
};

inline const ErrorCode kActionInvalid{ErrorKind::Invalid, "action_invalid", "An action's declaration is not valid"};

// `file` stands in the messages: "actions/export.yaml:4: …". Every fault of the text is one Issue, whose message names
// file, line, key and the fix. What a later version will know (flag, limit, …) is refused by name, never ignored.
Result<Declaration> parse_declaration(std::string_view file, std::string_view yaml);

// Every *.yaml of a folder, by name of file. A folder that does not exist holds none. All faults of all files at once;
// two declarations of one name are one. Blocks (reads files).
Result<std::vector<Declaration>> read_declarations(const std::string& folder);

}  // namespace tenstone::platform
