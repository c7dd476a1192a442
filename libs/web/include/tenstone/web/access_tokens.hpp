// Access for programs without users: tokens that may read, and tokens that may read and write, download or operate.
// Settings hold their SHA-256 hashes only, so that whoever reads the settings cannot use them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/secret.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::web {

inline const ErrorCode kTokenRequired{ErrorKind::Unauthenticated, "token_required",
                                      "This needs a token of this service: Authorization: Bearer <token>"};
inline const ErrorCode kTokenUnknown{ErrorKind::Unauthenticated, "token_unknown",
                                     "The token is not one of this service: check for a part that is missing"};
inline const ErrorCode kReadOnlyToken{ErrorKind::Forbidden, "read_only_token", "This token may read, but not write"};
inline const ErrorCode kNoDownloadToken{ErrorKind::Forbidden, "no_download_token",
                                        "This token may read, but not download"};
inline const ErrorCode kNoOperateToken{ErrorKind::Forbidden, "no_operate_token",
                                       "This token may read, but not change anything"};
inline const ErrorCode kAccessTokensMissing{ErrorKind::Invalid, "access_tokens_missing",
                                            "Production needs at least one access token"};

// In settings: the SHA-256 of each token as 64 hexadecimal digits, with commas between.
struct TokenHashes {
  std::vector<std::string> hashes = {};  // 32 raw bytes each
};

// The area "access" of the settings of a program whose tokens read or write.
struct AccessTokenSettings {
  TokenHashes read_tokens = {}, write_tokens = {};
};
// The same area of a program that nobody writes to: its tokens read, or also download whole files.
struct DownloadTokenSettings {
  TokenHashes read_tokens = {}, download_tokens = {};
};
// The same area of a program that does work for its operators: its tokens read, or also start, change and end things.
struct OperateTokenSettings {
  TokenHashes read_tokens = {}, operate_tokens = {};
};

// Safe on every loop at once; copies share the hashes.
class AccessTokens {
 public:
  explicit AccessTokens(const AccessTokenSettings& settings);
  explicit AccessTokens(const DownloadTokenSettings& settings);
  explicit AccessTokens(const OperateTokenSettings& settings);

  // The request shows a token that may read (every token may), write, download or operate. Errors: token_required,
  // token_unknown, and for a token that may read only read_only_token, no_download_token, no_operate_token. Takes the
  // same time for each token that is wrong.
  Result<void> check_read(const http::Request& request) const;
  Result<void> check_write(const http::Request& request) const;
  Result<void> check_download(const http::Request& request) const;
  Result<void> check_operate(const http::Request& request) const;

  // The same as guards, for controllers.
  Guard may_read() const;
  Guard may_write() const;
  Guard may_download() const;

  // The same around a handler, for the bare style: app.put("/notes", tokens.for_writers(put_note)). A request that is
  // refused is answered before its body is read.
  http::Handler for_readers(http::Handler handler) const;
  http::Handler for_writers(http::Handler handler) const;
  http::Handler for_downloaders(http::Handler handler) const;
  http::Handler for_operators(http::Handler handler) const;

 private:
  struct Hashes;
  enum class Access : std::uint8_t { Read, Write, Download, Operate };
  explicit AccessTokens(Hashes hashes);
  Result<Access> access_of(const http::Request& request) const;
  Result<void> check(const http::Request& request, Access wanted, const ErrorCode& refusal) const;

  std::shared_ptr<const Hashes> hashes_;
};

// What `token new` prints: a token, and its hash for the settings.
struct NewAccessToken {
  Secret<std::string> text;
  std::string hash;  // 64 hexadecimal digits
};
NewAccessToken new_access_token();
// Three lines for people. `setting`: where the hash goes, besides TENSTONE_ACCESS_READ_TOKENS.
std::string describe(const NewAccessToken& token, std::string_view setting = "TENSTONE_ACCESS_WRITE_TOKENS");

// The tokens that a program starts with. Without any in its settings, a development start makes one that may write,
// download or operate, and keeps it in `data_folder`/token (mode 0600) for the next start. Blocks. Throws Failure:
// access_tokens_missing in production, whose message names both settings; file_unwritable.
AccessTokens open_access_tokens(const AccessTokenSettings& settings, bool production,
                                const std::filesystem::path& data_folder);
AccessTokens open_access_tokens(const DownloadTokenSettings& settings, bool production,
                                const std::filesystem::path& data_folder);
AccessTokens open_access_tokens(const OperateTokenSettings& settings, bool production,
                                const std::filesystem::path& data_folder);

}  // namespace tenstone::web

namespace tenstone::validation {

// Issue: token_hash.
template <>
struct Codec<web::TokenHashes> {
  using Rules = NoRules;
  static void read(Reader& in, web::TokenHashes& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const web::TokenHashes& value);
};

}  // namespace tenstone::validation

namespace tenstone::web {

constexpr auto schema(validation::For<AccessTokenSettings>) {
  using validation::field;
  return validation::object<AccessTokenSettings>(
      field("read_tokens", &AccessTokenSettings::read_tokens)
          .or_default()
          .about("SHA-256 of each token that may read, with commas between; `token new` makes one"),
      field("write_tokens", &AccessTokenSettings::write_tokens)
          .or_default()
          .about("SHA-256 of each token that may read and write; without any token a development start makes one"));
}
constexpr auto schema(validation::For<DownloadTokenSettings>) {
  using validation::field;
  return validation::object<DownloadTokenSettings>(
      field("read_tokens", &DownloadTokenSettings::read_tokens)
          .or_default()
          .about("SHA-256 of each token that may read, with commas between; `token new` makes one"),
      field("download_tokens", &DownloadTokenSettings::download_tokens)
          .or_default()
          .about("SHA-256 of each token that may read and download; without any token a development start makes one"));
}
constexpr auto schema(validation::For<OperateTokenSettings>) {
  using validation::field;
  return validation::object<OperateTokenSettings>(
      field("read_tokens", &OperateTokenSettings::read_tokens)
          .or_default()
          .about("SHA-256 of each token that may read, with commas between; `token new` makes one"),
      field("operate_tokens", &OperateTokenSettings::operate_tokens)
          .or_default()
          .about("SHA-256 of each token that may do everything; without any token a development start makes one"));
}

}  // namespace tenstone::web
