// The ways that a message leaves by. All block: they are called on a thread of a pool.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/mail/errors.hpp"

namespace tenstone::mail {

struct Envelope {
  std::string from, to;  // Address::text()
  Uuid id;               // of the mail
  Time date;             // when it was put into the outbox
};

// Hands one message over. Errors: mail_refused, for good; mail_unsent, for now. Both carry the reason in their message.
using Transport = std::function<Result<void>(const Envelope& envelope, const std::string& message)>;

struct SmtpOptions {
  // smtp://[user:password@]host[:port] or smtps://…; user and password percent-encoded. The port is 25 or 465 if it is
  // not said.
  Secret<std::string> url;
  std::string ca_file;  // whose certificates are believed, PEM; empty: the system's
  std::chrono::milliseconds connect = std::chrono::seconds(5), whole = std::chrono::seconds(20);
};

// What is wrong with a URL, for people; empty: nothing.
std::string fault_of_smtp_url(const std::string& url);

// To a server by SMTP (RFC 5321), with libcurl. A connection for each mail. smtps:// is TLS from the start; smtp://
// must change to it by STARTTLS before anything is said, unless the host is this machine (localhost, 127.…, [::1]),
// which it speaks with in the clear. The certificate must hold, and name the host. What the server answers with 5xx to
// a mail is mail_refused. Anything else that goes wrong is mail_unsent: 4xx, the network, no TLS, and a refused
// password, which the operator can put right while mails wait.
Transport smtp(SmtpOptions options);

// For development: each mail is a file TIME-ID.eml of a folder, which is made, and its path is in the log
// ("mail.written").
Transport to_folder(std::filesystem::path folder, logging::Logger log);

}  // namespace tenstone::mail
