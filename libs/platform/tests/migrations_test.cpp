#include "tenstone/audit/migrations.hpp"

#include <gtest/gtest.h>

#include "tenstone/auth/migrations.hpp"
#include "tenstone/files/migrations.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/mail/migrations.hpp"
#include "tenstone/platform/migrations.hpp"
#include "tenstone/testing/reversible.hpp"
#include "tenstone/webhooks/migrations.hpp"

namespace tenstone::platform {
namespace {

TEST(Migrations, CanBeTakenBackOneByOne) {
  EXPECT_EQ(testing::not_reversible({postgres::migrations(), audit::migrations(), auth::migrations(),
                                     mail::migrations(), files::migrations(), jobs::migrations(), flags::migrations(),
                                     webhooks::migrations(), migrations()}),
            std::vector<std::string>());
}

}  // namespace
}  // namespace tenstone::platform
