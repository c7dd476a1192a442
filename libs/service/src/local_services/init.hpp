#pragma once

namespace tenstone::service::local_services {

// For PID 1, a program in a container without an init. Goes on as a child and leaves this process behind, which passes
// signals on to the child and reaps orphans (of which a supervisor is one); when the child has ended it asks what is
// left to end, waits up to 8 s, and returns true with the child's exit code. Returns false in the child.
bool stay_behind_as_init(int& exit_code);

}  // namespace tenstone::service::local_services
