#include <string_view>
#include <unistd.h>

#include "local_services/init.hpp"
#include "local_services/supervisor_process.hpp"
#include "tenstone/service/local_services.hpp"

namespace tenstone::service::local_services {

bool handle_supervisor_verb(int argc, char** argv, int& exit_code) {
  if (argc == 3 && std::string_view(argv[1]) == kSupervisorVerb) {
    exit_code = supervise(argv[2]);
    return true;
  }
  return getpid() == 1 && stay_behind_as_init(exit_code);
}

}  // namespace tenstone::service::local_services
