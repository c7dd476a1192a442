#include "orders.hpp"
#include "tenstone/cli/program.hpp"
#include "tenstone/platform/platform.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  return cli::run(argc, argv, [](service::Service&, platform::Platform& platform) {
    platform.add_native("place-order", orders::place_order);  // actions/place-order.yaml
  });
}
