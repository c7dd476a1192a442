// The tests attach, so this program must be able to be a supervisor: this main() instead of gtest's.
#include <gtest/gtest.h>

#include "tenstone/service/local_services.hpp"

int main(int argc, char** argv) {
  int exit_code = 0;
  if (tenstone::service::local_services::handle_supervisor_verb(argc, argv, exit_code)) return exit_code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
