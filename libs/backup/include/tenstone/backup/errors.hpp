#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::backup {

// The repository.
inline const ErrorCode kBackupRepositoryExists{ErrorKind::Conflict, "backup_repository_exists",
                                               "The folder is not empty: name a new or an empty folder"};
inline const ErrorCode kBackupRepositoryMissing{ErrorKind::NotFound, "backup_repository_missing",
                                                "There is no backup repository in this folder"};
inline const ErrorCode kBackupRepositoryFormat{
    ErrorKind::Unavailable, "backup_repository_format",
    "The repository was written by a newer program, or its file \"config\" is damaged"};
inline const ErrorCode kBackupKeyExists{ErrorKind::Conflict, "backup_key_exists",
                                        "The key file exists already: name a new file"};
inline const ErrorCode kBackupKeyInvalid{ErrorKind::Invalid, "backup_key_invalid",
                                         "The key file is missing, has not the form of a key, or others may read it"};
inline const ErrorCode kBackupKeyWrong{ErrorKind::Forbidden, "backup_key_wrong",
                                       "The key is not the one of this repository"};
inline const ErrorCode kBackupIo{ErrorKind::Unavailable, "backup_io", "The repository cannot be read or written"};
inline const ErrorCode kBackupTargetFull{ErrorKind::NoSpace, "backup_target_full",
                                         "There is no space left for the repository; what is stored can be read"};
inline const ErrorCode kBackupLocked{ErrorKind::Unavailable, "backup_locked",
                                     "Another process works on this repository or on this database's backup"};
inline const ErrorCode kBackupLockLost{ErrorKind::Unavailable, "backup_lock_lost",
                                       "The lock of this run was lost, so the run was ended"};

// What is in it.
inline const ErrorCode kBackupInvalidName{ErrorKind::Invalid, "backup_invalid_name",
                                          "The name of a database has 1 to 63 bytes without control characters"};
inline const ErrorCode kBackupInvalidVersion{ErrorKind::Invalid, "backup_invalid_version",
                                             "A version is the name of a database, \"@\" and a number: shop@42"};
inline const ErrorCode kBackupManifestInvalid{ErrorKind::Internal, "backup_manifest_invalid",
                                              "The manifest could not be read again, so there is no version"};
inline const ErrorCode kBackupVersionMissing{ErrorKind::NotFound, "backup_version_missing", "There is no such version"};
inline const ErrorCode kBackupVersionNewest{ErrorKind::Conflict, "backup_version_newest",
                                            "The newest version of a database is never removed"};
inline const ErrorCode kBackupVersionPinned{ErrorKind::Conflict, "backup_version_pinned",
                                            "The version is pinned: unpin it first"};
inline const ErrorCode kBackupDamaged{ErrorKind::Internal, "backup_damaged",
                                      "A part of the repository is damaged or missing"};

}  // namespace tenstone::backup
