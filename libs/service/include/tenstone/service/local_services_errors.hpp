// What can be wrong with the local services. The messages of the errors say more, and how to fix it.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::service::local_services {

inline const ErrorCode kFolderUnusable{ErrorKind::Unavailable, "local_services_folder_unusable",
                                       "The data folder cannot be made or written"};
inline const ErrorCode kNotADataFolder{ErrorKind::Invalid, "not_a_data_folder",
                                       "This folder is not a data folder of Tenstone alone, so it is not deleted"};
inline const ErrorCode kWrongOwner{ErrorKind::Forbidden, "local_services_wrong_owner",
                                   "The data folder, or a folder in it, belongs to somebody else"};
inline const ErrorCode kDiskFull{ErrorKind::Unavailable, "local_services_disk_full",
                                 "There is no space left for the data folder"};
inline const ErrorCode kPackageMissing{ErrorKind::Unavailable, "local_services_package_missing",
                                       "PostgreSQL 15 or Redis 7 is not installed"};
inline const ErrorCode kOtherVersion{ErrorKind::Conflict, "local_services_other_version",
                                     "The data folder was written by another major version of PostgreSQL"};
inline const ErrorCode kNoUser{ErrorKind::Unavailable, "local_services_no_user",
                               "The user id of this process has no entry in /etc/passwd"};
inline const ErrorCode kElsewhere{ErrorKind::Conflict, "local_services_elsewhere",
                                  "The services of this data folder run where this process cannot reach them"};
inline const ErrorCode kNoProc{ErrorKind::Unavailable, "local_services_no_proc", "/proc is not mounted"};
inline const ErrorCode kServerFailed{ErrorKind::Unavailable, "local_services_server_failed",
                                     "A server of the data folder does not start"};
inline const ErrorCode kTooSlow{ErrorKind::Unavailable, "local_services_too_slow",
                                "The services do not get ready, or do not stop"};
inline const ErrorCode kUnhandledVerb{ErrorKind::Internal, "local_services_unhandled_verb",
                                      "A bug of this program: main() does not call handle_supervisor_verb() first"};
inline const ErrorCode kNoSupervisor{
    ErrorKind::Internal, "local_services_no_supervisor",
    "The supervisor of the local services ends without a word. A new program? Its main() "
    "must call handle_supervisor_verb() first"};
inline const ErrorCode kSystemCall{ErrorKind::Unavailable, "local_services_system_call",
                                   "The system refused a process, a pipe or a signal"};

}  // namespace tenstone::service::local_services
