// What the verbs of `backup` print: lines for people, or the JSON of the API.
#pragma once
#include <chrono>
#include <string>

#include "tenstone/backup/answers.hpp"
#include "tenstone/backup/drill.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {

// Lines, each with its '\n'.
std::string as_text(const backup::VersionAnswer& version);
std::string as_text(const backup::VersionsAnswer& versions);
std::string as_text(const backup::VersionDetails& version);
std::string as_text(const backup::RestoreAnswer& restored);
std::string as_text(const backup::DrillReport& report);
std::string as_text(const backup::VerifyAnswer& report);
std::string as_text(const backup::PruneAnswer& report);
std::string as_text(const backup::RetentionAnswer& plan);
std::string as_text(const backup::ForgottenAnswer& forgotten);

template <class Answer>
void print_answer(const Answer& answer, bool json) {
  console::print("{}", console::Lines(json ? validation::to_json(answer) + '\n' : as_text(answer)));
}

// "copy [######--------------] 31 %, 12 tables, 1204331 rows, 310.4 MB, 0:42 left". `elapsed`: since the phase began.
std::string backup_progress_line(const backup::Progress& progress, std::chrono::milliseconds elapsed);

}  // namespace tenstone::cli
