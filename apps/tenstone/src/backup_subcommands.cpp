// backup …: what each verb takes.
#include <CLI/CLI.hpp>

#include "backup_verbs.hpp"
#include "own_name.hpp"
#include "subcommands.hpp"

namespace tenstone::cli {
namespace {

constexpr auto kBackupFooter = R"(
The repository is a folder with encrypted versions of any number of databases. The verbs work on it directly: a service
need not run, and one that runs is kept apart by locks. --folder and --key-file are the settings backup.folder and
backup.key_file. The server is TENSTONE_BACKUP_SERVER, a URL; if unset, DATABASE_URL. No URL is taken from the command
line, where everybody could read its password.

VERSION is shop@42, shop@latest (the newest), or shop@latest-drilled (the newest that a drill restored).

Exit codes: 0 done · 1 it could not be done, and there is no version · 2 asked wrongly · 3 damage or differences were
found · 4 another process holds a lock · 5 the server cannot be reached · 6 no space is left for the repository.
Ctrl-C cancels: nothing of the run is left behind.

  tenstone backup init --folder /backups/shop --key-file ~/shop.key
  tenstone backup take
  tenstone backup restore shop@latest --swap
  tenstone backup drill)";

void takes_version(CLI::App* verb, BackupWords& words) {
  verb->add_option("version", words.version, "Which version")->required()->type_name("VERSION");
}
void takes_two(CLI::App* verb, BackupWords& words, const char* name, const char* meaning, const char* type) {
  verb->add_option("database", words.database, "The live database")->required()->type_name("DATABASE");
  verb->add_option(name, words.other, meaning)->required()->type_name(type);
}
void takes_database(CLI::App* verb, BackupWords& words, const char* meaning) {
  verb->add_option("--database", words.database, meaning)->type_name("NAME");
}

// Adds a verb of `backup`.
class Adder {
 public:
  Adder(CLI::App& backup, Run& run, BackupWords& words) : backup_(backup), run_(run), words_(words) {}

  CLI::App* operator()(const char* name, const char* summary, BackupVerb body) const {
    CLI::App* sub = verb(backup_, name, summary, run_, [body, &words = words_](const Settings& settings) {
      try {
        return body(settings, words);
      } catch (const Failure& failure) {
        return report_backup(failure.error());
      }
    });
    sub->add_option("--folder", words_.folder, "The repository")->type_name("FOLDER");
    sub->add_option("--key-file", words_.key_file, "Its key")->type_name("FILE");
    sub->add_flag("--json", words_.json, "As the API answers");
    return sub;
  }

 private:
  CLI::App& backup_;
  Run& run_;
  BackupWords& words_;
};

void add_runs(const Adder& add, BackupWords& words) {
  add("take", "Take a version of a database, or of each that backup.databases names", backup_take)
      ->add_option("database", words.database, "Which. Default: backup.databases, or the one of the server's URL")
      ->type_name("DATABASE");
  CLI::App* restore = add("restore", "Restore a version into a new database and compare all rows", backup_restore);
  takes_version(restore, words);
  CLI::Option* swap = restore->add_flag("--swap", words.swap, "Then put it in the place of the live database");
  restore->add_option("--into", words.into, "Restore into this database, which exists")
      ->excludes(swap)
      ->type_name("NAME");
  restore->add_flag("--i-know", words.known, "Write into a database that exists");
  CLI::App* drill =
      add("drill", "Restore a version, compare all rows, drop it again. 3: there are differences", backup_drill);
  drill->add_option("version", words.version, "Which. Default: the newest one")->type_name("VERSION");
  takes_database(drill, words, "The newest one of this database");
  add("verify", "Read the repository and check every byte. 3: there is damage", backup_verify)
      ->add_option("--part", words.part, "Only the part I of N, from 1; all N parts are all of it. Default: 1/1")
      ->type_name("I/N");
  add("prune", "Free the space of what no version needs: mark it, and delete it a day later", backup_prune);
}

}  // namespace

void add_backup(CLI::App& app, Run& run) {
  static BackupWords words;
  CLI::App* backup = app.add_subcommand("backup", "Back up databases, restore them, and prove that it works");
  backup->require_subcommand(1);
  backup->footer(in_own_name(kBackupFooter));
  const Adder add(*backup, run, words);
  add("init", "Make a repository and its key", backup_init);
  add_runs(add, words);
  takes_database(add("list", "List the versions, the newest first", backup_list), words, "Only of this one");
  takes_version(add("show", "Show a version with its tables", backup_show), words);
  takes_two(add("swap", "Put a restored database in the place of the live one", backup_swap), words, "restored",
            "The restored database", "RESTORED");
  takes_two(add("swap-back", "Undo a swap", backup_swap_back), words, "old", "The former database", "OLD");
  takes_version(add("pin", "Keep a version for ever", backup_pin), words);
  takes_version(add("unpin", "Leave it to the rules again", backup_unpin), words);
  CLI::App* forget = add("forget", "Remove a version, or all that no rule keeps", backup_forget);
  forget->add_option("version", words.version, "Which version")->type_name("VERSION");
  forget->add_flag("--plan", words.plan, "Only say what the rules keep and forget, and why");
  forget->add_flag("--apply", words.apply, "Forget what the rules do not keep");
  takes_database(forget, words, "With --plan or --apply: only of this one");
}

}  // namespace tenstone::cli
