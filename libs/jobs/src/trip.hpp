// The statements of a trip that end attempts.
#pragma once
#include <vector>

#include "attempt.hpp"

namespace tenstone::jobs {

// One statement for each fate that occurs, in the order of kFates; behind that of Fate::DoneWith the one that publishes
// files, if there are any. `ended`: by fate, then id.
std::vector<postgres::Query> ends(std::int64_t worker, const std::vector<Ended>& ended, const Attachments* attachments);

}  // namespace tenstone::jobs
