// The verbs as CLI11 knows them: what each takes and what it says of itself.
#pragma once
#include <CLI/App.hpp>
#include <functional>

#include "verbs.hpp"

namespace tenstone::cli {

using Run = std::function<int()>;  // what was asked for; empty: nothing yet

// A verb that also takes the settings of the configuration table: they are left over here and read by the table.
CLI::App* verb(CLI::App& parent, const char* name, const char* summary, Run& run,
               std::function<int(const Settings&)> body);

void add_people(CLI::App& app, Run& run);          // user …
void add_cache(CLI::App& app, Run& run);           // cache …
void add_webhooks(CLI::App& app, Run& run);        // webhook …
void add_job_operations(CLI::App& job, Run& run);  // job queues, pause, resume, limit, dead, redrive
void add_schedules(CLI::App& app, Run& run);       // schedule …
void add_flags(CLI::App& app, Run& run);           // flag …
void add_validate(CLI::App& app, Run& run);        // validate
void add_log(CLI::App& app, Run& run);             // log …
void add_backup(CLI::App& app, Run& run);          // backup …

}  // namespace tenstone::cli
