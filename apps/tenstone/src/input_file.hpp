// What a verb is given as a file.
#pragma once
#include <string>

namespace tenstone::cli {

// The bytes of a file, or of stdin for "-"; no more than `most` and one, so that what is larger can be refused. Throws
// Failure file_unreadable.
std::string read_input(const std::string& file, std::size_t most);

}  // namespace tenstone::cli
