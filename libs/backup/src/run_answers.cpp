#include "tenstone/backup/run_answers.hpp"

namespace tenstone::backup {

std::string_view to_string(RunKind kind) { return schema(validation::For<RunKind>()).name(kind); }
std::string_view to_string(RunState state) { return schema(validation::For<RunState>()).name(state); }

}  // namespace tenstone::backup
