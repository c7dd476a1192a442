#include "local_services/identity.hpp"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {

Identity identity_for(uid_t folder_owner) {
  const uid_t me = geteuid();
  const passwd* entry = getpwuid(me != 0 ? me : folder_owner);
  if (me == 0 && (entry == nullptr || entry->pw_uid == 0)) entry = getpwnam("postgres");
  if (entry == nullptr && me == 0)
    throw Failure(Error(kNoUser,
                        "The user `postgres`, as which root runs PostgreSQL, does not exist. It comes with the "
                        "package: apt-get install -y --no-install-recommends postgresql-15"));
  if (entry == nullptr)
    throw Failure(
        Error(kNoUser, fmt::format("Your user id {} has no entry in /etc/passwd, and PostgreSQL needs one. Add "
                                   "it (useradd --uid {} NAME), or run as a user that has one",
                                   me, me)));
  return {entry->pw_name, entry->pw_uid, entry->pw_gid};
}

}  // namespace tenstone::service::local_services
