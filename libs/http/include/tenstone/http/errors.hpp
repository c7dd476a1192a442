// The framework's own codes. Those whose status is not their kind's are listed in src/problem.cpp.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::http {

inline const ErrorCode kMalformedRequest{ErrorKind::Unreadable, "malformed_request",
                                         "The request is not valid HTTP/1.1"};
inline const ErrorCode kIncompleteBody{ErrorKind::Unreadable, "incomplete_body",
                                       "The connection ended inside the body"};
inline const ErrorCode kNoRoute{ErrorKind::NotFound, "no_route", "There is nothing at this address"};
inline const ErrorCode kBodyTooLarge{ErrorKind::TooLarge, "body_too_large",
                                     "The body is larger than this address takes"};
inline const ErrorCode kMethodNotAllowed{
    ErrorKind::Invalid, "method_not_allowed",
    "This address does not answer that method; the Allow header lists those it does"};
inline const ErrorCode kRequestTimeout{ErrorKind::Unreadable, "request_timeout", "The request did not arrive in time"};
inline const ErrorCode kBodyTimeout{ErrorKind::Unreadable, "body_timeout", "The body did not arrive in time"};
inline const ErrorCode kTargetTooLong{ErrorKind::TooLarge, "target_too_long", "The address is longer than 8 KiB"};
inline const ErrorCode kUnsupportedMediaType{ErrorKind::Invalid, "unsupported_media_type",
                                             "The Content-Type is not one that this address reads"};
inline const ErrorCode kNotAcceptable{ErrorKind::Invalid, "not_acceptable",
                                      "This address answers application/json, which the Accept header excludes"};
inline const ErrorCode kPreconditionRequired{ErrorKind::PreconditionFailed, "precondition_required",
                                             "This needs the header If-Match with the ETag of what you change"};
inline const ErrorCode kLengthRequired{ErrorKind::Invalid, "length_required",
                                       "This address needs to know the body's size beforehand: send Content-Length"};
inline const ErrorCode kPreconditionFailed{ErrorKind::PreconditionFailed, "precondition_failed",
                                           "What stands there is not what If-Match or If-None-Match ask for"};
inline const ErrorCode kRangeNotSatisfiable{ErrorKind::Invalid, "range_not_satisfiable",
                                            "The Range begins behind the end; Content-Range says how long it is"};
inline const ErrorCode kExpectationFailed{ErrorKind::Invalid, "expectation_failed",
                                          "Only Expect: 100-continue is known"};
inline const ErrorCode kHeaderTooLarge{ErrorKind::TooLarge, "header_too_large",
                                       "The header is too large: at most 100 fields, 8 KiB each, 16 KiB together"};
inline const ErrorCode kNotImplemented{ErrorKind::Invalid, "not_implemented",
                                       "The method or transfer coding is not one that this server knows"};
inline const ErrorCode kVersionUnsupported{ErrorKind::Invalid, "http_version_unsupported",
                                           "This server speaks HTTP/1.0 and HTTP/1.1"};
inline const ErrorCode kTooManyConnections{ErrorKind::Unavailable, "too_many_connections",
                                           "Too many connections are open; try again shortly"};
inline const ErrorCode kTooManyStreams{ErrorKind::Unavailable, "too_many_streams",
                                       "Too many event streams are open; try again later"};
inline const ErrorCode kHandlerTimeout{ErrorKind::Unavailable, "handler_timeout", "The answer took too long to make"};
inline const ErrorCode kPortTaken{ErrorKind::Conflict, "port_taken", "The port is taken"};
inline const ErrorCode kNoSuchFolder{ErrorKind::Invalid, "no_such_folder", "A folder to serve cannot be opened"};
inline const ErrorCode kCannotListen{ErrorKind::Internal, "cannot_listen", "The address cannot be listened on"};

}  // namespace tenstone::http
