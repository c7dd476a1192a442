#pragma once
#include <functional>

namespace tenstone::runtime {

class Loop;

// Calls `handler(signal)` on the loop for every SIGINT and SIGTERM from now on. Call once a process.
void on_stop_signal(Loop& loop, std::function<void(int signal)> handler);

// Calls `handler` on the loop for every SIGHUP from now on, which then ends nothing. Call once a process.
void on_hang_up(Loop& loop, std::function<void()> handler);

}  // namespace tenstone::runtime
