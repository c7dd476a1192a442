// What can go wrong between PostgreSQL and the repository. The detail has the words of the server or of the program.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::backup {

inline const ErrorCode kBackupClientMissing{ErrorKind::Unavailable, "backup_client_missing",
                                            "pg_dump and psql are not installed: install postgresql-client"};
inline const ErrorCode kBackupClientTooOld{ErrorKind::Unavailable, "backup_client_too_old",
                                           "The installed pg_dump is older than the server"};
inline const ErrorCode kBackupLargeObjects{ErrorKind::Invalid, "backup_large_objects",
                                           "The database has large objects, which cannot be backed up yet"};
inline const ErrorCode kBackupSourceBusy{ErrorKind::Unavailable, "backup_source_busy",
                                         "A table stays locked or tables change all the time; try again later"};
inline const ErrorCode kBackupCancelled{ErrorKind::Unavailable, "backup_cancelled",
                                        "The run was cancelled; nothing of it is left behind"};
inline const ErrorCode kBackupProgramFailed{ErrorKind::Unavailable, "backup_program_failed",
                                            "A program of PostgreSQL failed; nothing of the run is left behind"};
inline const ErrorCode kBackupDumpIncomplete{ErrorKind::Unavailable, "backup_dump_incomplete",
                                             "pg_dump ended without its last line; there is no version"};
inline const ErrorCode kBackupDatabaseExists{ErrorKind::Conflict, "backup_database_exists",
                                             "A database of this name exists already"};
inline const ErrorCode kBackupDatabaseMissing{ErrorKind::NotFound, "backup_database_missing",
                                              "There is no database of this name"};
inline const ErrorCode kBackupDatabaseUnfinished{
    ErrorKind::Conflict, "backup_database_unfinished",
    "This database was not restored to its end: restore the version again"};
inline const ErrorCode kBackupRestoreDiffers{ErrorKind::Internal, "backup_restore_differs",
                                             "The restored tables differ from the version"};

}  // namespace tenstone::backup
