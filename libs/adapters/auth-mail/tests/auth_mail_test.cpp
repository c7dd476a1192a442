// Letters of a program that serves: written by a job, put into the outbox of mail.
#include "tenstone/auth_mail/auth_mail.hpp"

#include <filesystem>
#include <gtest/gtest.h>

#include "tenstone/auth/module.hpp"
#include "tenstone/mail/module.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::auth_mail {
namespace {

struct Program {
  explicit Program(std::vector<std::string> flags) {
    service.with<Module>();
    for (const std::string& flag :
         {"--postgres-url=" + database.url(), "--redis-url=" + testing::redis_url(), "--data=" + folder.string(),
          std::string("--postgres-migrate=auto"), std::string("--log-destination=stderr")})
      flags.push_back(flag);
    const auto loaded = service.load(flags);
    if (!loaded) throw Failure(loaded.error());
    service.open();
  }
  ~Program() { std::filesystem::remove_all(folder); }
  Program(const Program&) = delete;

  std::string ask_for_letter() {
    Result<void> asked;
    service.run([&]() -> Task<> {
      asked = co_await service.with<auth::Module>().recovery->request(auth::LetterKind::Reset, "mia@example.com", {});
    });
    return asked ? "asked" : asked.error().code;
  }

  const testing::TemporaryDatabase database{{}};
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / database.name();
  service::Service service{"letters", {.postgres = true, .redis = true}};
};

TEST(AuthMail, QueuesTheWritingOfALetter) {
  Program program({});
  EXPECT_EQ(program.ask_for_letter(), "asked");
  EXPECT_EQ(program.database.sql(
                "select k.name, convert_from(j.payload, 'UTF8')::json ->> 'public_url' from jobs j join job_kinds k on "
                "k.id = j.kind"),
            "auth.letter|http://localhost:3000");
}

TEST(AuthMail, IsClosedInProductionUntilMailAndLinksCanBeMade) {
  const std::string production = "--env=production", server = "--mail-smtp-url=smtp://localhost",
                    from = "--mail-from=no-reply@acme.example", url = "--http-public-url=https://acme.example";
  EXPECT_EQ(Program({production}).ask_for_letter(), "mail_not_configured");
  EXPECT_EQ(Program({production, url}).ask_for_letter(), "mail_not_configured");
  EXPECT_EQ(Program({production, server, from}).ask_for_letter(), "mail_not_configured");
  EXPECT_EQ(Program({production, server, from, url}).ask_for_letter(), "asked");
}

}  // namespace
}  // namespace tenstone::auth_mail
