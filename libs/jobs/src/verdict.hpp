// What the end of an attempt makes of its job. On any loop.
#pragma once
#include <chrono>
#include <string_view>
#include <vector>

#include "attempt.hpp"

namespace tenstone::jobs {

// Tried again after a pause of `at_least`, or dead when its policy's attempts are used up.
Ended failed(AttemptPtr attempt, RunOutcome outcome, std::string_view code, std::string_view text,
             std::chrono::milliseconds at_least = {});
// Done. Dead when `result` is too large or no JSON object or array, which another attempt would not change.
Ended succeeded(AttemptPtr attempt, std::string_view result, std::vector<Uuid> files);
Ended dead(AttemptPtr attempt, RunOutcome outcome, std::string_view code, std::string_view text);
// Ready again after `delay`, and the attempt does not count. Dead when that happened too often for its number.
Ended snoozed(AttemptPtr attempt, std::chrono::milliseconds delay);
// Ready again at once, and the attempt does not count.
Ended interrupted(AttemptPtr attempt);
// What becomes of one that ended because it was asked to stop: by the reason that it was asked for.
Ended stopped(AttemptPtr attempt);

}  // namespace tenstone::jobs
