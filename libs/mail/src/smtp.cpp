#include <cstring>
#include <curl/curl.h>
#include <fmt/core.h>
#include <memory>
#include <stdexcept>

#include "tenstone/mail/transport.hpp"

namespace tenstone::mail {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Recipients = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// Once a process, before the first handle, on one thread.
void initialise() {
  static const CURLcode kDone = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kDone != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
}

Url parsed(const std::string& url) {
  Url parts(curl_url(), &curl_url_cleanup);
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) parts.reset();
  return parts;
}

std::string part_of(const Url& url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return {};
  std::string part = text;
  curl_free(text);
  return part;
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

// What the server has said, and what it is still to be given.
struct Dialogue {
  std::string_view rest;  // of the message
  std::chrono::steady_clock::time_point end;
  std::string last;  // line of the last answer, without its end; of those before we leave
  int answers = 0;   // the greeting is one

  static std::size_t hear(char* data, std::size_t size, std::size_t count, void* self) {
    auto& dialogue = *static_cast<Dialogue*>(self);
    std::string_view line(data, size * count);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("221")) return size * count;  // to our QUIT, behind what went wrong
    dialogue.last = line;
    if (line.size() < 4 || line[3] != '-') ++dialogue.answers;
    return size * count;
  }
  static std::size_t give(char* into, std::size_t size, std::size_t count, void* self) {
    auto& dialogue = *static_cast<Dialogue*>(self);
    const std::size_t bytes = std::min(size * count, dialogue.rest.size());
    std::memcpy(into, dialogue.rest.data(), bytes);
    dialogue.rest.remove_prefix(bytes);
    return bytes;
  }

  // Not 0: it must end. Past its own limit libcurl still waits two minutes for an answer to QUIT.
  static int over(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return std::chrono::steady_clock::now() > static_cast<Dialogue*>(self)->end ? 1 : 0;
  }

  // The server said no to this mail: not to the connection (its greeting), to TLS or to the password.
  bool refused_the_mail(CURLcode code) const {
    return last.starts_with('5') && answers > 1 && code != CURLE_USE_SSL_FAILED && code != CURLE_LOGIN_DENIED &&
           code != CURLE_REMOTE_ACCESS_DENIED;
  }
};

Result<void> outcome(CURLcode code, const Dialogue& dialogue, const std::string& error_text) {
  if (code == CURLE_OK) return {};
  const std::string what = error_text.empty() ? curl_easy_strerror(code) : error_text;
  if (dialogue.refused_the_mail(code)) return Error(kMailRefused, "The mail server refuses it: " + dialogue.last);
  if (dialogue.last.starts_with('4') || dialogue.last.starts_with('5'))
    return Error(kMailUnsent, fmt::format("The mail server: {} ({})", dialogue.last, what));
  return Error(kMailUnsent, fmt::format("The mail server cannot be used: {}", what));
}

Result<void> send(const SmtpOptions& options, bool in_the_clear, const Envelope& envelope, const std::string& message) {
  const Handle handle(curl_easy_init(), &curl_easy_cleanup);
  const Recipients to(curl_slist_append(nullptr, envelope.to.c_str()), &curl_slist_free_all);
  if (!handle || !to) throw std::bad_alloc();
  Dialogue dialogue{.rest = message, .end = std::chrono::steady_clock::now() + options.whole};
  std::string error_text(CURL_ERROR_SIZE, '\0');
  const auto set = [&](CURLoption option, auto value) {
    if (const CURLcode code = curl_easy_setopt(handle.get(), option, value); code != CURLE_OK)
      throw std::runtime_error(
          fmt::format("libcurl option {}: {}", static_cast<int>(option), curl_easy_strerror(code)));
  };
  set(CURLOPT_URL, options.url.reveal().c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");  // whatever the environment says
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.whole.count()));
  set(CURLOPT_USE_SSL, static_cast<long>(in_the_clear ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    set(CURLOPT_CAINFO, options.ca_file.c_str());
    set(CURLOPT_CAPATH, nullptr);
  }
  set(CURLOPT_FORBID_REUSE, 1L);  // so that it leaves inside of perform(), where over() is asked
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Dialogue::over);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&dialogue));
  set(CURLOPT_MAIL_FROM, envelope.from.c_str());
  set(CURLOPT_MAIL_RCPT, to.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &Dialogue::give);
  set(CURLOPT_READDATA, static_cast<void*>(&dialogue));
  set(CURLOPT_HEADERFUNCTION, &Dialogue::hear);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&dialogue));
  set(CURLOPT_ERRORBUFFER, error_text.data());
  const CURLcode code = curl_easy_perform(handle.get());
  return outcome(code, dialogue, error_text.c_str());
}

}  // namespace

std::string fault_of_smtp_url(const std::string& url) {
  initialise();
  const Url parts = parsed(url);
  const std::string scheme = parts ? part_of(parts, CURLUPART_SCHEME) : "";
  if ((scheme == "smtp" || scheme == "smtps") && !part_of(parts, CURLUPART_HOST).empty()) return {};
  return "is smtp://[user:password@]host[:port] or smtps://…, with user and password percent-encoded";
}

Transport smtp(SmtpOptions options) {
  initialise();
  const Url parts = parsed(options.url.reveal());
  const bool in_the_clear =
      part_of(parts, CURLUPART_SCHEME) == "smtp" && is_this_machine(part_of(parts, CURLUPART_HOST));
  return [options = std::move(options), in_the_clear](const Envelope& envelope, const std::string& message) {
    return send(options, in_the_clear, envelope, message);
  };
}

}  // namespace tenstone::mail
