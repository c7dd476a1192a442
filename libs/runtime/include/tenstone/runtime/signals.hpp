#pragma once
#include <functional>

namespace tenstone::runtime {

class Loop;

// Calls `handler(signal)` on the loop for every SIGINT and SIGTERM from now on. Call once a process.
void on_stop_signal(Loop& loop, std::function<void(int signal)> handler);

// Calls `handler` on the loop for every SIGHUP from now on, which then ends nothing. `terminal_gone`: it came because
// the terminal that the process was started from has been closed, and not from somebody who asks for something; never
// for a process that was started to outlive its terminal (nohup, setsid). Call once a process.
void on_hang_up(Loop& loop, std::function<void(bool terminal_gone)> handler);

}  // namespace tenstone::runtime
