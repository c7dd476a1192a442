#include <array>

#include "tenstone/platform/actions.hpp"

namespace tenstone::platform {
namespace {

constexpr std::array kSamples = {
    R"(name: hello
summary: Says hello in the attempt's log
run: { builtin: log }
)",
    R"(name: echo
summary: Writes its input to the attempt's log; for events, `tenstone webhook source add NAME --action echo`
run: { builtin: echo }
)",
    R"(name: countdown
summary: Counts down, one line of the log a tick; long enough to stop a worker in the middle
run: { builtin: countdown }
)",
    R"(name: flaky
summary: Fails as often as it is told to, then succeeds
job: { attempts: 5, backoff: { shape: exponential, base: 2s, cap: 1m } }
run: { builtin: flaky }
)",
    R"(name: trial
summary: Behind every gate that an action may have; open it with `tenstone flag set trials on`
flag: trials
limit: { policy: gcra, rate: 5/min, burst: 5, key: user }
input:
  type: object
  properties: { times: { type: integer, minimum: 0, maximum: 100 } }
  additionalProperties: false
job: { attempts: 3, backoff: { shape: exponential, base: 2s, cap: 1m }, timeout: 30s }
run: { builtin: flaky }
)",
    R"(name: export-report
summary: Writes your organisation's jobs into a CSV file, which its job links to; C++ code, see export_report.cpp
job: { unique_for: 10s }
run: native
)"};

}  // namespace

std::vector<Declaration> sample_declarations() {
  std::vector<Declaration> out;
  for (const char* sample : kSamples) out.push_back(parse_declaration("sample", sample).value());
  return out;
}

}  // namespace tenstone::platform
