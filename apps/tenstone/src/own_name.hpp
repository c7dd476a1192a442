// The name of this program: "tenstone", or that of a program that adds code of its own (cli::run).
#pragma once
#include <string>
#include <string_view>

#include "tenstone/core/error.hpp"

namespace tenstone::cli {

std::string program_name();  // "shop", as it was called
std::string program_path();  // "build/shop", from the current folder
// A text in which a command begins with this program's name: "tenstone job list" becomes "shop job list".
std::string in_own_name(std::string_view text);

// Writes one line in this program's name to stderr, and returns `code`.
int fail(int code, std::string_view text);
// service::report() in this program's name.
int report(Error error);

}  // namespace tenstone::cli
