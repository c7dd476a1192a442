#include "tenstone/web/access_tokens.hpp"

#include <fmt/format.h>
#include <fstream>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/core/whole_file.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/web/bearer.hpp"

namespace tenstone::web {

struct AccessTokens::Hashes {
  std::vector<std::string> read = {}, write = {}, download = {}, operate = {};
};

namespace {

// Compares with all of them, so that the time says nothing.
bool is_one_of(const std::string& hash, const std::vector<std::string>& known) {
  bool found = false;
  for (const std::string& each : known) found = equal_in_constant_time(hash, each) || found;
  return found;
}

Guard token_guard(std::string name, std::function<Result<void>(const http::Request&)> check) {
  return {.name = std::move(name),
          .check = [check = std::move(check)](http::Request& request) { return ready(check(request)); },
          .answers = {&kTokenRequired, &kTokenUnknown},
          .scheme = SecurityScheme{.name = "accessToken", .description = "A token of this service"}};
}

// Its first line; "" without one.
std::string read_token(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string text;
  std::getline(in, text);
  return token_prefix(text) ? text : "";
}

// Of two processes that start at once, both use the token that was written last.
std::string development_token(const std::filesystem::path& file) {
  if (std::string kept = read_token(file); !kept.empty()) return kept;
  if (const auto written = write_whole_file(file, make_token_text().reveal() + "\n", 0600); !written)
    throw Failure(Error(kFileUnwritable, written.error().detail));
  std::string made = read_token(file);
  if (made.empty()) throw Failure(Error(kFileUnwritable, file.string() + " does not hold the token written to it"));
  return made;
}

}  // namespace

AccessTokens::AccessTokens(Hashes hashes) : hashes_(std::make_shared<Hashes>(std::move(hashes))) {}
AccessTokens::AccessTokens(const AccessTokenSettings& settings)
    : AccessTokens(Hashes{.read = settings.read_tokens.hashes, .write = settings.write_tokens.hashes}) {}
AccessTokens::AccessTokens(const DownloadTokenSettings& settings)
    : AccessTokens(Hashes{.read = settings.read_tokens.hashes, .download = settings.download_tokens.hashes}) {}
AccessTokens::AccessTokens(const OperateTokenSettings& settings)
    : AccessTokens(Hashes{.read = settings.read_tokens.hashes, .operate = settings.operate_tokens.hashes}) {}

Result<AccessTokens::Access> AccessTokens::access_of(const http::Request& request) const {
  const auto shown = bearer_token(request);
  if (!shown) return kTokenRequired;
  const std::string hash = sha256(*shown);
  const bool writes = is_one_of(hash, hashes_->write), downloads = is_one_of(hash, hashes_->download),
             operates = is_one_of(hash, hashes_->operate), reads = is_one_of(hash, hashes_->read);
  if (writes) return Access::Write;
  if (downloads) return Access::Download;
  if (operates) return Access::Operate;
  if (!reads) return kTokenUnknown;
  return Access::Read;
}

Result<void> AccessTokens::check(const http::Request& request, Access wanted, const ErrorCode& refusal) const {
  const auto access = access_of(request);
  if (!access) return access.error();
  if (*access != wanted) return refusal;
  return {};
}

Result<void> AccessTokens::check_read(const http::Request& request) const {
  const auto access = access_of(request);
  return access ? Result<void>() : Result<void>(access.error());
}
Result<void> AccessTokens::check_write(const http::Request& request) const {
  return check(request, Access::Write, kReadOnlyToken);
}
Result<void> AccessTokens::check_download(const http::Request& request) const {
  return check(request, Access::Download, kNoDownloadToken);
}
Result<void> AccessTokens::check_operate(const http::Request& request) const {
  return check(request, Access::Operate, kNoOperateToken);
}

Guard AccessTokens::may_read() const {
  return token_guard("may_read", [own = *this](const http::Request& request) { return own.check_read(request); });
}

Guard AccessTokens::may_write() const {
  Guard made =
      token_guard("may_write", [own = *this](const http::Request& request) { return own.check_write(request); });
  made.answers.push_back(&kReadOnlyToken);
  return made;
}

Guard AccessTokens::may_download() const {
  Guard made =
      token_guard("may_download", [own = *this](const http::Request& request) { return own.check_download(request); });
  made.answers.push_back(&kNoDownloadToken);
  return made;
}

// No coroutines: a request that is let in costs no further frame.
http::Handler AccessTokens::for_readers(http::Handler handler) const {
  return [own = *this, handler = std::move(handler)](http::Request& request) {
    const auto allowed = own.check_read(request);
    return allowed ? handler(request) : ready(http::problem(allowed.error()));
  };
}

http::Handler AccessTokens::for_writers(http::Handler handler) const {
  return [own = *this, handler = std::move(handler)](http::Request& request) {
    const auto allowed = own.check_write(request);
    return allowed ? handler(request) : ready(http::problem(allowed.error()));
  };
}

http::Handler AccessTokens::for_downloaders(http::Handler handler) const {
  return [own = *this, handler = std::move(handler)](http::Request& request) {
    const auto allowed = own.check_download(request);
    return allowed ? handler(request) : ready(http::problem(allowed.error()));
  };
}

http::Handler AccessTokens::for_operators(http::Handler handler) const {
  return [own = *this, handler = std::move(handler)](http::Request& request) {
    const auto allowed = own.check_operate(request);
    return allowed ? handler(request) : ready(http::problem(allowed.error()));
  };
}

NewAccessToken new_access_token() {
  Secret<std::string> text = make_token_text();
  std::string hash = to_hex(sha256(text.reveal()));
  return {std::move(text), std::move(hash)};
}

std::string describe(const NewAccessToken& token, std::string_view setting) {
  return fmt::format(
      "token: {}\nsha256: {}\nThe token is for the client. Its sha256 goes into TENSTONE_ACCESS_READ_TOKENS or {}.\n",
      token.text.reveal(), token.hash, setting);
}

namespace {

template <class Settings>
AccessTokens open_tokens(Settings settings, TokenHashes Settings::* privileged, std::string_view name, bool production,
                         const std::filesystem::path& data_folder) {
  TokenHashes& hashes = settings.*privileged;
  if (!settings.read_tokens.hashes.empty() || !hashes.hashes.empty()) return AccessTokens(settings);
  if (production)
    throw Failure(
        Error(kAccessTokensMissing,
              fmt::format("TENSTONE_ENV=production needs {}, or for readers alone TENSTONE_ACCESS_READ_TOKENS: "
                          "the verb `token new` prints a token and the value to set",
                          name)));
  hashes.hashes.push_back(sha256(development_token(data_folder / "token")));
  return AccessTokens(settings);
}

}  // namespace

AccessTokens open_access_tokens(const AccessTokenSettings& settings, bool production,
                                const std::filesystem::path& data_folder) {
  return open_tokens(settings, &AccessTokenSettings::write_tokens, "TENSTONE_ACCESS_WRITE_TOKENS", production,
                     data_folder);
}

AccessTokens open_access_tokens(const DownloadTokenSettings& settings, bool production,
                                const std::filesystem::path& data_folder) {
  return open_tokens(settings, &DownloadTokenSettings::download_tokens, "TENSTONE_ACCESS_DOWNLOAD_TOKENS", production,
                     data_folder);
}

AccessTokens open_access_tokens(const OperateTokenSettings& settings, bool production,
                                const std::filesystem::path& data_folder) {
  return open_tokens(settings, &OperateTokenSettings::operate_tokens, "TENSTONE_ACCESS_OPERATE_TOKENS", production,
                     data_folder);
}

}  // namespace tenstone::web

namespace tenstone::validation {

void Codec<web::TokenHashes>::read(Reader& in, web::TokenHashes& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  out.hashes.clear();
  bool good = true;
  http::for_each_in_list(text, [&](std::string_view part) {
    if (part.empty()) return;
    auto hash = from_hex(part);
    good = good && hash && hash->size() == 32;
    out.hashes.push_back(std::move(hash).value_or(""));
  });
  if (!good)
    issues.add(at, "token_hash", "must be SHA-256 hashes of 64 hexadecimal digits, with commas between: `token new`");
}

void Codec<web::TokenHashes>::write(std::string& out, const web::TokenHashes& value) {
  std::string text;
  for (const std::string& hash : value.hashes) text += (text.empty() ? "" : ", ") + to_hex(hash);
  write_string(out, text);
}

}  // namespace tenstone::validation
