#include "tenstone/flags/segments_controller.hpp"

#include "stored_json.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::flags {
namespace {

constexpr std::size_t kMaxSegmentBytes = 4 << 20;  // of a body

}  // namespace

SegmentsController::SegmentsController(Store& store, Access access, web::Cursors cursors)
    : store_(store), actor_(std::move(access.actor)), cursors_(std::move(cursors)) {
  route("GET /v1/flag-segments", &SegmentsController::list).guard(access.read).summary("All segments, by key");
  route("GET /v1/flag-segments/{key}", &SegmentsController::find)
      .guard(access.read)
      .answers(kSegmentNotFound)
      .summary("A segment");
  route("PUT /v1/flag-segments/{key}", &SegmentsController::put)
      .guard(access.write)
      .body_limit(kMaxSegmentBytes)
      .answers(http::kPreconditionRequired)
      .summary("Make a segment; with If-Match, replace it");
  route("DELETE /v1/flag-segments/{key}", &SegmentsController::remove)
      .guard(access.write)
      .answers(kSegmentNotFound, kSegmentInUse)
      .summary("Remove a segment that nothing uses");
}

Task<Result<web::Page<SegmentJson>>> SegmentsController::list(web::Query<SegmentListQuery> query) {
  const auto after = cursors_.open<KeyCursor>(*query);
  if (!after) co_return after.error();
  std::vector<SegmentJson> rows;
  std::string behind = *after ? (*after)->key : std::string();
  for (StoredSegment& one :
       co_await store_.list_segments(std::move(behind), static_cast<std::size_t>(query->limit) + 1))
    rows.push_back({std::move(one)});
  co_return cursors_.page(*query, std::move(rows),
                          [](const SegmentJson& one) { return KeyCursor{one.stored.value.key}; });
}

Task<Result<web::Versioned<SegmentJson>>> SegmentsController::find(Key key) {
  co_return versioned<SegmentJson>(co_await store_.find_segment(std::move(*key)));
}

Task<SegmentsController::PutSegment> SegmentsController::put(Key key, web::Query<ReasonQuery> query,
                                                             web::Body<Segment> body, std::optional<web::IfMatch> known,
                                                             http::Request& request) {
  if (const auto taken = take_key(*body, *key); !taken) co_return taken.error();
  By who{actor_(request), std::move(query->reason)};
  auto made = co_await store_.put_segment(std::move(who), std::move(*body), std::move(known));
  co_return versioned<SegmentJson>(std::move(made), "/v1/flag-segments/" + *key);
}

Task<Result<void>> SegmentsController::remove(Key key, web::Query<ReasonQuery> query, web::IfMatch known,
                                              http::Request& request) {
  By who{actor_(request), std::move(query->reason)};
  co_return co_await store_.remove_segment(std::move(who), std::move(*key), std::move(known));
}

}  // namespace tenstone::flags
