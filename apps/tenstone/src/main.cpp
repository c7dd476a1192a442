// The one binary: the platform as it is.
#include "tenstone/cli/program.hpp"

int main(int argc, char** argv) { return tenstone::cli::run(argc, argv); }
