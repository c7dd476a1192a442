// Requests as bytes. Those to refuse are answered with `status` and a closed connection, and nothing that stands behind
// them in the buffer runs. The valid ones are unusual; `seen` is what the handler must see: method, path, body.
#pragma once
#include <string>
#include <vector>

namespace tenstone::http {

struct Refused {
  const char* name;
  std::string raw;
  int status;
};

struct Accepted {
  const char* name;
  std::string raw;
  std::string seen;
};

inline std::string get(const std::string& target, const std::string& fields = "",
                       const std::string& version = "HTTP/1.1") {
  return "GET " + target + " " + version + "\r\nHost: a\r\n" + fields + "\r\n";
}
inline std::string post(const std::string& fields, const std::string& body = "") {
  return "POST /p HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
inline std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }
inline std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

inline const std::vector<Refused>& refused_requests() {
  using namespace std::string_literals;
  static const std::vector<Refused> all = {
      // Lines
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
      {"bare LF as the blank line", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"only bare LFs", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"leading bare LF", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"two leading empty lines", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"bare CR in a value", get("/", "X: a\rb\r\n"), 400},
      {"bare CR between fields", get("/", "X: a\rContent-Length: 5\r\n"), 400},
      {"CR CR LF", get("/", "X: a\r\r\n"), 400},
      {"NUL in a value", get("/", "X: a\0b\r\n"s), 400},
      {"NUL in a name", get("/", "X\0: a\r\n"s), 400},
      {"control character in a value", get("/", "X: a\x01\r\n"), 400},
      {"DEL in a value", get("/", "X: a\x7f\r\n"), 400},
      {"folded line, space", get("/", "X: a\r\n b\r\n"), 400},
      {"folded line, tab", get("/", "X: a\r\n\tb\r\n"), 400},
      {"white space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"white space before the request line", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"TLS on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
      // Fields
      {"space before the colon", get("/", "X : a\r\n"), 400},
      {"tab before the colon", get("/", "X\t: a\r\n"), 400},
      {"field without a colon", get("/", "X\r\n"), 400},
      {"field without a name", get("/", ": a\r\n"), 400},
      {"parenthesis in a name", get("/", "X(: a\r\n"), 400},
      {"non-ASCII name", get("/", "\xc3\xbc: a\r\n"), 400},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get("/", "Host: b\r\n"), 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"Host with user information", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"Host with a bad port", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400},
      // Request line
      {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
      {"HTTP/2.0", get("/", "", "HTTP/2.0"), 505},
      {"HTTP/1.2", get("/", "", "HTTP/1.2"), 505},
      {"HTTP/0.9", get("/", "", "HTTP/0.9"), 505},
      {"HTTP/11", get("/", "", "HTTP/11"), 400},
      {"HTTP/1.10", get("/", "", "HTTP/1.10"), 400},
      {"lower-case http/1.1", get("/", "", "http/1.1"), 400},
      {"two spaces after the method", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"tab instead of space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"space behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
      {"unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"RTSP's method", "DESCRIBE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 501},
      {"method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"target without a slash", get("a"), 400},
      {"asterisk with GET", get("*"), 400},
      {"authority with GET", get("a:80"), 400},
      {"fragment", get("/a#b"), 400},
      {"non-ASCII target", get("/\xc3\xbc"), 400},
      {"backslash in the target", get("/a\\b"), 400},
      {"foreign scheme", get("ftp://a/"), 400},
      {"NUL escaped", get("/a%00b"), 400},
      {"half an escape", get("/a%4"), 400},
      {"no hex in an escape", get("/a%zz"), 400},
      {"bad escape in the query", get("/a?b=%g0"), 400},
      {"33 segments", get(repeated(33, "/a")), 400},
      {"129 query pairs", get("/?" + repeated(128, "a&") + "a"), 400},
      // Limits
      {"target over 8 KiB", get("/" + std::string(8300, 'a')), 414},
      {"endless request line", "GET /" + std::string(9000, 'a'), 414},
      {"field over 8 KiB", get("/", "X: " + std::string(8300, 'a') + "\r\n"), 431},
      {"endless field", "GET / HTTP/1.1\r\nX: " + std::string(9000, 'a'), 431},
      {"header over 16 KiB", get("/", repeated(3, "X: " + std::string(6000, 'a') + "\r\n")), 431},
      {"101 fields", get("/", repeated(100, "X: a\r\n")), 431},
      // Where the body ends
      {"TE with CL", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
      {"CL with TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"TE gzip with CL", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", "hello"), 400},
      {"TE gzip", post("Transfer-Encoding: gzip\r\n"), 501},
      {"TE gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
      {"TE chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400},
      {"TE chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
      {"TE chunked in two fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       400},
      {"TE identity", post("Transfer-Encoding: identity\r\n"), 501},
      {"TE xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
      {"TE with a parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), 501},
      {"TE empty", post("Transfer-Encoding:\r\n"), 400},
      {"TE in HTTP/1.0", "POST /p HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"two CLs that differ", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
      {"two CLs that agree", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
      {"CL list", post("Content-Length: 5, 5\r\n", "hello"), 400},
      {"CL +5", post("Content-Length: +5\r\n", "hello"), 400},
      {"CL -5", post("Content-Length: -5\r\n", "hello"), 400},
      {"CL 0x5", post("Content-Length: 0x5\r\n", "hello"), 400},
      {"CL 5.0", post("Content-Length: 5.0\r\n", "hello"), 400},
      {"CL empty", post("Content-Length:\r\n", "hello"), 400},
      {"CL with a space inside", post("Content-Length: 5 5\r\n", "hello"), 400},
      {"CL that overflows", post("Content-Length: 99999999999999999999\r\n", "hello"), 400},
      {"CL over the limit", post("Content-Length: 2000000\r\n", "hello"), 413},
      {"other expectation", post("Expect: tea\r\nContent-Length: 5\r\n", "hello"), 417},
      // Chunks
      {"chunk size without digits", chunked("\r\n\r\n"), 400},
      {"chunk size with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"space before a chunk size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400},
      {"space behind a chunk size", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size ends in bare LF", chunked("5\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size ends in bare CR", chunked("5\rhello\r\n0\r\n\r\n"), 400},
      {"chunk longer than its size", chunked("4\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk shorter than its size", chunked("6\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk ends in bare LF", chunked("5\r\nhello\n0\r\n\r\n"), 400},
      {"quoted LF in a chunk extension", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension without a name", chunked("5;\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension of a space", chunked("5; \r\nhello\r\n0\r\n\r\n"), 400},
      {"space before a chunk extension", chunked("5; a\r\nhello\r\n0\r\n\r\n"), 400},
      {"space behind a chunk extension", chunked("5;a \r\nhello\r\n0\r\n\r\n"), 400},
      {"space around the value of a chunk extension", chunked("5;a = b\r\nhello\r\n0\r\n\r\n"), 400},
      {"two semicolons before a chunk extension", chunked("5;;a\r\nhello\r\n0\r\n\r\n"), 400},
      {"semicolon behind a chunk extension", chunked("5;a;\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension without a value", chunked("5;a=\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension with a value alone", chunked("5;=b\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension with an open quote", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension with an open quote behind a backslash", chunked("5;a=\"b\\\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"text behind a quoted chunk extension", chunked("5;a=\"b\"c\r\nhello\r\n0\r\n\r\n"), 400},
      {"quote inside a chunk extension", chunked("5;a=b\"c\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"quoted name of a chunk extension", chunked("5;\"a\"=b\r\nhello\r\n0\r\n\r\n"), 400},
      {"tab in a chunk extension", chunked("5;a\tb\r\nhello\r\n0\r\n\r\n"), 400},
      {"NUL in a quoted chunk extension", chunked("5;a=\"" + std::string(1, '\0') + "\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"DEL in a quoted chunk extension", chunked("5;a=\"\x7f\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"CR in a quoted chunk extension", chunked("5;a=\"\r\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"extension of the last chunk with an open quote", chunked("5\r\nhello\r\n0;a=\"\r\n\r\n"), 400},
      {"chunk size that overflows", chunked("ffffffffffffffff1\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk over the limit", chunked("200000\r\nhello"), 413},
      {"long chunk extension", chunked("5;" + std::string(257, 'a') + "\r\nhello\r\n0\r\n\r\n"), 400},
      {"many chunk extensions", chunked(repeated(30, "1;" + std::string(200, 'a') + "\r\nx\r\n") + "0\r\n\r\n"), 400},
      {"trailers over 4 KiB", chunked("0\r\n" + repeated(50, "X: " + std::string(100, 'a') + "\r\n") + "\r\n"), 431},
      {"folded trailer", chunked("0\r\nX: a\r\n b\r\n\r\n"), 400},
      {"last chunk ends in bare LF", chunked("0\r\n\n"), 400},
  };
  return all;
}

inline const std::vector<Accepted>& accepted_requests() {
  static const std::vector<Accepted> all = {
      {"one leading empty line", "\r\n" + get("/a"), "GET /a "},
      {"HTTP/1.0 without Host", "GET /a HTTP/1.0\r\n\r\n", "GET /a "},
      {"absolute form", get("http://a/b"), "GET /b "},
      {"absolute form without a path", get("http://a"), "GET / "},
      {"absolute form, other host", get("https://b:81/c"), "GET /c "},
      {"IPv6 Host", "GET /a HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n", "GET /a "},
      {"no space behind the colon", "GET /a HTTP/1.1\r\nHost:a\r\n\r\n", "GET /a "},
      {"tabs around a value", "GET /a HTTP/1.1\r\nHost:\t a \t\r\n\r\n", "GET /a "},
      {"lower-case names", "GET /a HTTP/1.1\r\nhost: a\r\n\r\n", "GET /a "},
      {"empty value", get("/a", "X:\r\n"), "GET /a "},
      {"Latin-1 in a value", get("/a", "X: \xe9\r\n"), "GET /a "},
      {"all token characters in a name", get("/a", "!#$%&'*+-.^_`|~09azAZ: a\r\n"), "GET /a "},
      {"100 fields", get("/a", repeated(99, "X: a\r\n")), "GET /a "},
      {"escaped letters", get("/%61%62c"), "GET /abc "},
      {"escaped slash stays inside its segment", get("/a%2Fb"), "GET /a%2Fb "},
      {"dots are resolved", get("/x/../a"), "GET /a "},
      {"escaped dots are resolved", get("/x/%2e%2E/a"), "GET /a "},
      {"dots above the root", get("/../../a"), "GET /a "},
      {"braces and a pipe in the query", get("/a?b={c|d}"), "GET /a "},
      {"empty query", get("/a?"), "GET /a "},
      {"Upgrade is ignored", get("/a", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), "GET /a "},
      {"h2c is ignored", get("/a", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n"),
       "GET /a "},
      {"GET with a body", "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "GET /a hello"},
      {"CL with leading zeros", post("Content-Length: 005\r\n", "hello"), "POST /p hello"},
      {"quoted chunk extensions", chunked("5;a=\"\";b=\"\\\"\t \xc3\xa4\";c\r\nhello\r\n0;d=\"e\"\r\n\r\n"),
       "POST /p hello"},
      {"CL 0", post("Content-Length: 0\r\n"), "POST /p "},
      {"no body at all", post(""), "POST /p "},
      {"chunks", chunked("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"), "POST /p hello!"},
      {"chunked in capitals", post("Transfer-Encoding: CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n"), "POST /p hello"},
      {"capital hex and leading zeros", chunked("00A\r\n0123456789\r\n000\r\n\r\n"), "POST /p 0123456789"},
      {"chunk extensions", chunked("5;a=b;c=\"d;e\"\r\nhello\r\n0;f\r\n\r\n"), "POST /p hello"},
      {"trailers are dropped", chunked("5\r\nhello\r\n0\r\nX: a\r\nContent-Length: 9\r\n\r\n"), "POST /p hello"},
      {"only an empty chunk", chunked("0\r\n\r\n"), "POST /p "},
      {"Expect: 100-continue, body at hand", post("Expect: 100-Continue\r\nContent-Length: 5\r\n", "hello"),
       "POST /p hello"},
  };
  return all;
}

}  // namespace tenstone::http
