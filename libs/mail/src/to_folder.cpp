#include <fmt/chrono.h>

#include "tenstone/core/whole_file.hpp"
#include "tenstone/mail/transport.hpp"

namespace tenstone::mail {

Transport to_folder(std::filesystem::path folder, logging::Logger log) {
  return [folder = std::move(folder), log = std::move(log)](const Envelope& envelope,
                                                            const std::string& message) -> Result<void> {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(envelope.date);
    const auto file =
        folder / fmt::format("{:%Y%m%dT%H%M%SZ}-{}.eml", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                             to_string(envelope.id));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const auto written = write_whole_file(file, message, 0600);  // it may hold a link that opens an account
    if (!written) return Error(kMailUnsent, "The mail could not be written: " + written.error().detail);
    log.info("mail.written", {{"to", envelope.to}, {"path", file.string()}});
    return {};
  };
}

}  // namespace tenstone::mail
