// What an argument may be, by the word that --help has for its kind.
#pragma once
#include <CLI/App.hpp>

namespace tenstone::cli {

// Adds to each argument of each verb the check of its kind: an e-mail address (EMAIL), an id (ID), a time (DURATION).
// So a wrong argument is refused before anything is opened, in one line that names it. Of any other kind but TEXT and
// QUERY an argument is not empty, and a name has no character that a terminal obeys.
void check_arguments(CLI::App& app);

}  // namespace tenstone::cli
