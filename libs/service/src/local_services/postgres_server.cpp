#include "local_services/postgres_server.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/core.h>
#include <fstream>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "local_services/child.hpp"
#include "tenstone/postgres/blocking.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
using namespace std::chrono_literals;

constexpr std::string_view kMajor = "15";
const std::string kBin = "/usr/lib/postgresql/15/bin/";
constexpr std::uint64_t kNewClusterBytes = 150u << 20;  // a new one takes 47 MB, then come WAL and data

void require_installed() {
  if (access((kBin + "initdb").c_str(), X_OK) == 0 && access((kBin + "postgres").c_str(), X_OK) == 0) return;
  throw Failure(
      Error(kPackageMissing,
            "PostgreSQL 15 is not installed. Run: sudo apt-get install -y --no-install-recommends postgresql-15"));
}

std::vector<std::string> postgres_argv(const std::string& run_dir) {
  std::vector<std::string> argv{kBin + "postgres", "-D", kChildDir};
  for (const std::string& setting : {
           "unix_socket_directories=" + run_dir,
           std::string("listen_addresses="),  // sockets only
           std::string("unix_socket_permissions=0700"),
           std::string("port=5432"),
           std::string("ssl=off"),
           std::string("fsync=on"),  // the promises of production
           std::string("synchronous_commit=on"),
           std::string("full_page_writes=on"),
           std::string("shared_buffers=64MB"),  // pages are taken when touched
           std::string("max_connections=100"),  // ten programs with a few loops each
           std::string("max_wal_size=256MB"),   // a small folder
           std::string("min_wal_size=32MB"),
           std::string("jit=off"),  // small statements, no surprise in plans on two cores
           std::string("max_parallel_workers_per_gather=0"),
           std::string("dynamic_shared_memory_type=mmap"),      // no /dev/shm; logind deletes a logged-out user's
           std::string("max_logical_replication_workers=0"),    // a process less
           std::string("client_connection_check_interval=1s"),  // the statement of a killed program ends
           std::string("huge_pages=off"),
           std::string("timezone=UTC"),
           std::string("log_timezone=UTC"),
           std::string("log_checkpoints=off"),
           std::string("log_line_prefix=%m [%p] "),
       })
    argv.insert(argv.end(), {"-c", setting});
  return argv;
}

// Who may connect: root and the service user, as `tenstone` or as the superuser, proven by the kernel. No password on
// disk.
void write_authentication(const std::string& service_user) {
  std::ofstream("pg_hba.conf") << "local all,replication all peer map=m\n";
  std::ofstream ident("pg_ident.conf");
  for (const std::string& who : {std::string("root"), service_user})
    ident << "m " << who << " postgres\nm " << who << " tenstone\n";
}

void initdb(const Site& site) {
  const int data = site.folder.dir.get();
  if (free_bytes(data) < kNewClusterBytes)
    throw failure(kDiskFull, site.folder.path,
                  "needs 150 MB of free space for a new database: free some, then start again");
  {
    const Fd half_made = open_server_dir(site, "postgres.new");
    await_descendants(site.folder, LockByte::Postgres, half_made.get());
  }
  std::filesystem::remove_all(fmt::format("/proc/self/fd/{}/postgres.new", data));
  const Fd dir = open_server_dir(site, "postgres.new");
  const pid_t pid =
      spawn(site.folder, site.identity,
            {kBin + "initdb",
             {kBin + "initdb", "-D", kChildDir, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "peer"},
             dir.get(),
             LockByte::Postgres,
             SIGKILL});
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  await_descendants(site.folder, LockByte::Postgres, dir.get());
  if (status != 0) throw server_failure(site, "initdb");
  if (renameat(data, "postgres.new", data, "postgres") != 0 || fsync(data) != 0)
    throw failure(kFolderUnusable, site.folder.path, "does not take its new database", errno);
}

postgres::TextRows query(const Site& site, std::string_view sql) {
  auto rows =
      postgres::execute_blocking(fmt::format("postgresql:///postgres?user=postgres&host={}", site.run_dir), sql, 30s);
  if (!rows) throw server_failure(site, fmt::format("`{}` ({})", sql, rows.error().detail));
  return *std::move(rows);
}

}  // namespace

void ensure_cluster(const Site& site) {
  require_installed();
  std::string major = tail(site.folder.dir.get(), "postgres/PG_VERSION");
  if (major.ends_with('\n')) major.pop_back();
  if (major.empty()) return initdb(site);
  if (major != kMajor)
    throw failure(kOtherVersion, site.folder.path,
                  fmt::format("was written by PostgreSQL {}, but this program runs PostgreSQL {}. Use the program that "
                              "made it, or set TENSTONE_DATA to a new folder",
                              major, kMajor));
}

pid_t start_postgres(const Site& site) {
  const Fd dir = open_server_dir(site, "postgres");
  await_descendants(site.folder, LockByte::Postgres, dir.get());
  unlinkat(dir.get(), "postmaster.pid", 0);  // the byte was free: both are stale, whatever process has the pid now
  unlink((site.run_dir + "/.s.PGSQL.5432.lock").c_str());
  return spawn(site.folder, site.identity,
               {kBin + "postgres", postgres_argv(site.run_dir), dir.get(), LockByte::Postgres,
                SIGINT,  // PostgreSQL's fast shutdown
                [&] { write_authentication(site.identity.name); }});
}

bool postgres_is_ready(const Site& site) {
  return tail(site.folder.dir.get(), "postgres/postmaster.pid").contains("\nready");
}

void ensure_database(const Site& site) {
  const auto role = query(site, "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'tenstone'");
  if (role.empty())
    query(site, "CREATE ROLE tenstone LOGIN CREATEDB");
  else if (role[0][0] != "t")
    query(site, "ALTER ROLE tenstone CREATEDB");
  if (query(site, "SELECT 1 FROM pg_database WHERE datname = 'tenstone'").empty())
    query(site, "CREATE DATABASE tenstone OWNER tenstone");
}

}  // namespace tenstone::service::local_services
